"""The workshop's JupyterHub: `make hub` on a laptop, the same file on a GPU server.

Nothing is edited here: every choice is an environment variable with its default
below. Without any, the hub serves on loopback only, for trying and rehearsing.
`hub/README.md` explains each choice and what it was measured to cost.
"""

import html
import os
import secrets
import shutil
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlencode, urlsplit

ROOT = Path(__file__).resolve().parents[1]
BIN = Path(sys.executable).parent
setting = os.environ.get

AUTH = setting("BACKPROP_HUB_AUTH", "try")  # try | pam | oauth
URL = setting("BACKPROP_HUB_URL", "http://127.0.0.1:8000")
STATE = Path(setting("BACKPROP_HUB_STATE", ROOT / ".hub")).resolve()
USERS = int(setting("BACKPROP_HUB_USERS", "40"))
ADMINS = set(setting("BACKPROP_HUB_ADMINS", "").split())
GROUP = setting("BACKPROP_HUB_GROUP", "workshop")  # who may log in, with PAM
ALLOWED = set(setting("BACKPROP_HUB_ALLOWED", "").split())  # with OAuth
MEMORY = setting("BACKPROP_HUB_MEMORY", "2G")  # per user, with systemd
CPU = float(setting("BACKPROP_HUB_CPU", "2"))
IDLE = int(setting("BACKPROP_HUB_IDLE", "10800"))  # s until a server is stopped
GPUS = setting("BACKPROP_HUB_GPUS", "").split()  # e.g. "0 1 2 3": one each in turn
GPU_MEMORY = setting("CUPY_GPU_MEMORY_LIMIT", str(2 * 2**30))  # bytes or "5%"
SOLUTIONS = setting("BACKPROP_SOLUTIONS", "now")  # now | later
REPO = setting("BACKPROP_HUB_REPO", f"file://{STATE}/learner.git")
TOKEN = setting("BACKPROP_HUB_REHEARSAL_TOKEN", "")
TLS_KEY, TLS_CERT = setting("BACKPROP_HUB_KEY", ""), setting("BACKPROP_HUB_CERT", "")

# Bring the workshop and open lesson 00: below a user's server, and below the hub.
PULL = "/git-pull?" + urlencode(
    {
        "repo": REPO,
        "branch": "learner",
        "targetPath": "backpropagation",
        "urlpath": "lab/tree/backpropagation/notebooks/00_start_here.ipynb",
    }
)
LINK = f"{urlsplit(URL).path.rstrip('/')}/hub/user-redirect{PULL}"

if AUTH not in ("try", "pam", "oauth"):
    raise ValueError(f"BACKPROP_HUB_AUTH is {AUTH!r}; choose try, pam or oauth")
if SOLUTIONS not in ("now", "later"):
    raise ValueError(f"BACKPROP_SOLUTIONS is {SOLUTIONS!r}; choose now or later")
on_loopback = urlsplit(URL).hostname in ("127.0.0.1", "localhost", "::1")
if not on_loopback and (AUTH == "try" or not TLS_KEY):
    raise ValueError(
        f"{URL} can be reached by others: it needs BACKPROP_HUB_AUTH=pam or oauth, "
        "and BACKPROP_HUB_KEY and BACKPROP_HUB_CERT (or a TLS proxy before loopback)"
    )
# From /, as a kernel would: the repository folder must not be what makes it work.
if subprocess.run([sys.executable, "-c", "import workshop_lib"], cwd="/").returncode:
    raise ImportError(f"install it first: {sys.executable} -m pip install -e {ROOT}")
SEARCH = f"{os.environ['PATH']}:{ROOT}/.hub/node_modules/.bin"
PROXY = shutil.which("configurable-http-proxy", path=SEARCH)
if not PROXY:
    raise FileNotFoundError("no configurable-http-proxy on the PATH: run `make proxy`")
STATE.mkdir(parents=True, exist_ok=True, mode=0o700)
STATE.chmod(0o700)  # it may have been there before, open to other accounts

c = get_config()  # noqa: F821

# The hub, its proxy, and what outlives a restart of either.
c.JupyterHub.bind_url = URL
c.JupyterHub.ssl_key, c.JupyterHub.ssl_cert = TLS_KEY, TLS_CERT
port = urlsplit(URL).port or 443
c.JupyterHub.hub_port = port + 1 if on_loopback else 8081
c.ConfigurableHTTPProxy.api_url = f"http://127.0.0.1:{c.JupyterHub.hub_port + 1}"
c.ConfigurableHTTPProxy.command = [PROXY]
c.ConfigurableHTTPProxy.pid_file = str(STATE / "proxy.pid")
c.JupyterHub.db_url = f"sqlite:///{STATE}/hub.sqlite"
c.JupyterHub.cookie_secret_file = str(STATE / "cookie_secret")
c.JupyterHub.cleanup_servers = AUTH == "try"  # else a new hub finds the old servers
c.JupyterHub.subdomain_host = setting("BACKPROP_HUB_SUBDOMAINS", "")

# Forty at once. A refused spawn (429) asks a person to click again, so nothing is
# refused below the number of users: they wait longer, within generous limits.
c.JupyterHub.concurrent_spawn_limit = USERS
c.JupyterHub.active_server_limit = USERS + USERS // 4  # late-comers, instructors
c.JupyterHub.init_spawners_timeout = 60
c.Spawner.start_timeout = 300
c.Spawner.http_timeout = 300
c.Spawner.poll_interval = 10
c.Spawner.consecutive_failure_limit = 0  # one bad account must not stop the hub

# The user's server and its kernels.
c.Spawner.cmd = [str(BIN / "jupyterhub-singleuser")]
c.Spawner.default_url = PULL  # after each log-in, whether or not the link is seen
c.Spawner.disable_user_config = True  # nobody's ~/.jupyter changes how Lab starts
c.Spawner.mem_limit = MEMORY
c.Spawner.cpu_limit = CPU
c.Spawner.env_keep = ["PATH", "LANG", "LC_ALL", "PYTHONPATH", "LD_LIBRARY_PATH"]
c.Spawner.environment = {
    "PATH": f"{BIN}:{os.environ['PATH']}",
    # Culling and one kernel, from here; autosave and no news, as with `make lab`.
    "JUPYTER_CONFIG_PATH": f"{ROOT}/hub/singleuser:{ROOT}/tools/jupyter",
    "OPENBLAS_NUM_THREADS": "1",
    "OMP_NUM_THREADS": "1",
    # A git server that never answers: the log-in's pull gives up, and offers Lab.
    "GIT_HTTP_LOW_SPEED_LIMIT": "1",  # byte/s
    "GIT_HTTP_LOW_SPEED_TIME": "20",  # s
    "CUPY_GPU_MEMORY_LIMIT": GPU_MEMORY,
    "BACKPROP_SOLUTIONS": SOLUTIONS,
}


def choose_gpu(spawner):
    """Give each user one card, in turn."""
    if GPUS:
        card = GPUS[spawner.user.orm_user.id % len(GPUS)]
        spawner.environment = {**spawner.environment, "CUDA_VISIBLE_DEVICES": card}


c.Spawner.pre_spawn_hook = choose_gpu

# Who may log in, and as whom their server runs.
c.Authenticator.admin_users = ADMINS
# Up to the very end: the hub only asks whether a name begins like this.
c.Authenticator.username_pattern = r"[a-z][a-z0-9._-]{0,30}\Z"
if AUTH == "try":
    # Even on loopback: other accounts of this machine could log in and run code.
    password = STATE / "password"
    if not password.exists():
        password.touch(mode=0o600)
        password.write_text(secrets.token_urlsafe(12))
    c.JupyterHub.authenticator_class = "shared-password"
    c.SharedPasswordAuthenticator.user_password = password.read_text().strip()
    c.Authenticator.allow_all = True
    c.JupyterHub.spawner_class = "simple"
    c.SimpleLocalProcessSpawner.home_dir_template = f"{STATE}/homes/{{username}}"
    c.Spawner.args = ["--allow-root"] if os.geteuid() == 0 else []
    print(f"Log in at {URL} as anyone, with the password in {password}")
else:
    c.JupyterHub.spawner_class = "systemd"
    c.SystemdSpawner.isolate_tmp = True  # one's files in /tmp are not another's
    c.SystemdSpawner.isolate_devices = False  # True hides the GPU
    c.SystemdSpawner.disable_user_sudo = True
    c.SystemdSpawner.unit_extra_properties = {"TasksMax": "512"}
if AUTH == "pam":
    c.JupyterHub.authenticator_class = "pam"
    c.PAMAuthenticator.allowed_groups = {GROUP}
if AUTH == "oauth":
    # The client's id, secret and addresses come from OAUTH_CLIENT_ID,
    # OAUTH_CLIENT_SECRET, OAUTH_CALLBACK_URL, OAUTH2_AUTHORIZE_URL,
    # OAUTH2_TOKEN_URL and OAUTH2_USERDATA_URL.
    c.JupyterHub.authenticator_class = "local-generic-oauth"
    c.GenericOAuthenticator.scope = ["openid", "email", "profile"]
    c.GenericOAuthenticator.username_claim = setting("BACKPROP_HUB_CLAIM", "sub")
    c.GenericOAuthenticator.allowed_users = ALLOWED
    c.LocalAuthenticator.create_system_users = True

# Stop what is idle; let a rehearsal in, when a token was set for it.
culler = [sys.executable, "-m", "jupyterhub_idle_culler", f"--timeout={IDLE}"]
services = {"idle-culler": {"command": culler}}
scopes = {"idle-culler": "list:users read:users:activity read:servers delete:servers"}
if TOKEN:
    services["rehearsal"] = {"api_token": TOKEN}
    scopes["rehearsal"] = "admin:users admin:servers tokens access:servers read:hub"
c.JupyterHub.services = [{"name": name} | what for name, what in services.items()]
c.JupyterHub.load_roles = [
    {"name": name, "services": [name], "scopes": what.split()}
    for name, what in scopes.items()
]

# What the hub's own pages say: the one link.
c.JupyterHub.template_vars = {
    "announcement": f'<a href="{html.escape(LINK)}">Open the workshop</a>'
}
