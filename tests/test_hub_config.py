"""What the hub's files configure exists: a misspelt option is ignored in silence."""

import json
import os
import shutil
import subprocess
import sys
from html.parser import HTMLParser
from importlib.metadata import entry_points
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
import trial
import yaml
from traitlets.config import PyFileConfigLoader
from traitlets.utils.importstring import import_item

ROOT = Path(__file__).resolve().parents[1]
HUB = ROOT / "hub"
CLASSES = {
    "JupyterHub": "jupyterhub.app.JupyterHub",
    "ConfigurableHTTPProxy": "jupyterhub.proxy.ConfigurableHTTPProxy",
    "Spawner": "jupyterhub.spawner.Spawner",
    "SimpleLocalProcessSpawner": "jupyterhub.spawner.SimpleLocalProcessSpawner",
    "SystemdSpawner": "systemdspawner.SystemdSpawner",
    "SlurmSpawner": "batchspawner.SlurmSpawner",
    "Authenticator": "jupyterhub.auth.Authenticator",
    "SharedPasswordAuthenticator": (
        "jupyterhub.authenticators.shared.SharedPasswordAuthenticator"
    ),
    "PAMAuthenticator": "jupyterhub.auth.PAMAuthenticator",
    "LocalAuthenticator": "jupyterhub.auth.LocalAuthenticator",
    "GenericOAuthenticator": "oauthenticator.generic.GenericOAuthenticator",
    "MappingKernelManager": (
        "jupyter_server.services.kernels.kernelmanager.MappingKernelManager"
    ),
    "KernelSpecManager": "jupyter_client.kernelspec.KernelSpecManager",
    "KernelManager": "jupyter_client.manager.KernelManager",
    "LabApp": "jupyterlab.labapp.LabApp",
}


@pytest.fixture(autouse=True)
def proxy_on_the_path(monkeypatch, tmp_path_factory):
    """What is configured is not started: it is enough that there is a proxy."""
    folder = tmp_path_factory.mktemp("bin")
    (folder / "configurable-http-proxy").touch(mode=0o755)
    monkeypatch.setenv("PATH", f"{folder}:{os.environ['PATH']}")


def load(name, monkeypatch, tmp_path, **settings):
    """Return what a configuration file sets, as {class: {option: value}}."""
    settings = {"BACKPROP_HUB_STATE": str(tmp_path / "state")} | settings
    for key, value in settings.items():
        monkeypatch.setenv(key, value)
    return PyFileConfigLoader(name, path=str(HUB)).load_config()


WITH_TLS = {
    "BACKPROP_HUB_URL": "https://hub.example.org:443",
    "BACKPROP_HUB_KEY": "key.pem",
    "BACKPROP_HUB_CERT": "cert.pem",
}
FORMS = {
    "try": ("jupyterhub_config.py", {}),
    "pam": ("jupyterhub_config.py", {"BACKPROP_HUB_AUTH": "pam"} | WITH_TLS),
    "oauth": ("jupyterhub_config.py", {"BACKPROP_HUB_AUTH": "oauth"} | WITH_TLS),
    "slurm": ("jupyterhub_config_slurm.py", {"BACKPROP_HUB_AUTH": "pam"} | WITH_TLS),
    "server": ("singleuser/jupyter_server_config.py", {}),
}


@pytest.mark.parametrize("form", FORMS)
def test_every_option_exists(form, monkeypatch, tmp_path):
    name, settings = FORMS[form]
    config = load(name, monkeypatch, tmp_path, **settings)
    assert config
    for section, options in config.items():
        known = import_item(CLASSES[section]).class_traits(config=True)
        assert set(options) <= set(known), section
    for option, group in (
        ("authenticator_class", "jupyterhub.authenticators"),
        ("spawner_class", "jupyterhub.spawners"),
    ):
        if option in config.get("JupyterHub", {}):
            named = config["JupyterHub"][option]
            if "." in named:
                import_item(named)
            else:
                assert named in entry_points(group=group).names


def test_a_server_without_nbgitpuller_is_configured_all_the_same(monkeypatch, tmp_path):
    for name in ("nbgitpuller", "nbgitpuller.handlers"):
        monkeypatch.setitem(sys.modules, name, None)
    config = load(FORMS["server"][0], monkeypatch, tmp_path)
    assert config["KernelManager"]["transport_encryption"] == "auto"


@pytest.mark.parametrize(
    "settings",
    [
        {"BACKPROP_HUB_URL": "http://0.0.0.0:8000"},
        {"BACKPROP_HUB_AUTH": "try"} | WITH_TLS,
        {"BACKPROP_HUB_AUTH": "pam", "BACKPROP_HUB_URL": "http://hub.example.org"},
    ],
    ids=["open to all", "a shared password off loopback", "PAM without TLS"],
)
def test_a_hub_that_others_can_reach_needs_accounts_and_tls(
    settings, monkeypatch, tmp_path
):
    with pytest.raises(ValueError, match="can be reached by others"):
        load("jupyterhub_config.py", monkeypatch, tmp_path, **settings)


def test_with_oauth_the_named_may_log_in(monkeypatch, tmp_path):
    settings = FORMS["oauth"][1] | {"BACKPROP_HUB_ALLOWED": "ada bob"}
    config = load("jupyterhub_config.py", monkeypatch, tmp_path, **settings)
    assert config["GenericOAuthenticator"]["allowed_users"] == {"ada", "bob"}


class Page(HTMLParser):
    """What a browser sees of `text`: every tag, and every word."""

    def __init__(self, text):
        super().__init__()
        self.tags, self.words = [], ""
        self.feed(text)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data):
        self.words += data


AWKWARD = 'https://git.example.org/a "b"/<i>{c}?x=1&branch=no#part%20'
LESSON_00 = {
    "repo": [AWKWARD],
    "branch": ["learner"],
    "targetPath": ["backpropagation"],
    "urlpath": ["lab/tree/backpropagation/notebooks/00_start_here.ipynb"],
}


@pytest.mark.parametrize("base", ["", "/", "/jhub", "/jhub/"])
def test_link_and_log_in_lead_to_lesson_00_whatever_address_and_base_path(
    base, monkeypatch, tmp_path
):
    settings = {"BACKPROP_HUB_URL": f"http://127.0.0.1:8000{base}"}
    settings |= {"BACKPROP_HUB_REPO": AWKWARD}
    config = load("jupyterhub_config.py", monkeypatch, tmp_path, **settings)
    page = Page(config["JupyterHub"]["template_vars"]["announcement"])
    [(tag, attributes)] = page.tags
    assert (tag, set(attributes), page.words) == ("a", {"href"}, "Open the workshop")
    link = urlsplit(attributes["href"])
    assert link.path == f"{base.rstrip('/')}/hub/user-redirect/git-pull"
    # As the hub passes it on: a format string, in which {c} would be a name.
    spawner = import_item(CLASSES["Spawner"])(config=config)
    start = urlsplit(spawner.default_url.format(username="eva"))
    assert start.path == "/git-pull"
    for url in (link, start):
        assert parse_qs(url.query, strict_parsing=True) == LESSON_00
        assert (url.scheme, url.netloc, url.fragment) == ("", "", "")


GOOD_NAMES = "ada", "rehearsal-01", "j.doe_2", "a" * 31
BAD_NAMES = (
    "a;id", "a<script>", "a\nb", "a\n", "a b", "a%2f..", "a@b", "ä", "a" * 32, "a" * 80,
    "1a", "-a", "..", "", "A;b",
)  # fmt: skip


@pytest.mark.parametrize("form", ["try", "pam", "oauth", "slurm"])
def test_a_user_name_is_checked_from_its_first_to_its_last_letter(
    form, monkeypatch, tmp_path
):
    name, settings = FORMS[form]
    config = load(name, monkeypatch, tmp_path, **settings)
    hub = import_item(CLASSES["Authenticator"])(config=config)
    assert [name for name in GOOD_NAMES if not hub.validate_username(name)] == []
    assert [name for name in BAD_NAMES if hub.validate_username(name)] == []


@pytest.mark.parametrize("found", [None, 0o755], ids=["new", "open to all before"])
def test_what_a_hub_writes_only_its_owner_reads(found, monkeypatch, tmp_path):
    state = tmp_path / "state"
    if found:
        state.mkdir()
        state.chmod(found)  # whatever the umask here is
    load("jupyterhub_config.py", monkeypatch, tmp_path)
    assert state.stat().st_mode & 0o077 == 0
    assert (state / "password").stat().st_mode & 0o077 == 0


def test_the_hubs_folder_is_closed_when_the_proxy_comes_into_it(tmp_path):
    """`make proxy` is the first to write there, long before a hub starts."""
    npm = tmp_path / "bin/npm"
    npm.parent.mkdir()
    npm.write_text("#!/bin/sh\nmkdir -p .hub/node_modules\n")
    npm.chmod(0o755)
    shutil.copy(ROOT / "Makefile", tmp_path)
    env = os.environ | {"PATH": f"{npm.parent}:{os.environ['PATH']}"}
    make = ["make", "--silent", "proxy"]
    subprocess.run(make, cwd=tmp_path, env=env, check=True, umask=0o022)
    assert (tmp_path / ".hub").stat().st_mode & 0o077 == 0


def test_a_hubs_folder_is_closed_before_its_hub_starts(tmp_path):
    with pytest.raises(RuntimeError, match="choose try, pam or oauth"):
        with trial.running(tmp_path / "state", BACKPROP_HUB_AUTH="none"):
            pass
    assert (tmp_path / "state").stat().st_mode & 0o077 == 0


def test_lab_saves_every_ten_seconds_and_fetches_no_news():
    overrides = ROOT / "tools/jupyter/labconfig/default_setting_overrides.json"
    settings = json.loads(overrides.read_text())
    asked = {k: v for plugin in settings.values() for k, v in plugin.items()}
    assert asked["autosaveInterval"] == 10
    assert asked["fetchNews"] == "false" and asked["checkForUpdates"] is False


# Names of the chart's own schema (values.schema.yaml), for the parts that we use.
CHART = {
    "hub": "concurrentSpawnLimit activeServerLimit consecutiveFailureLimit config "
    "networkPolicy",
    "proxy": "service https",
    "singleuser": "image cmd defaultUrl startTimeout extraEnv cpu memory storage "
    "networkPolicy cloudMetadata allowPrivilegeEscalation profileList",
    "cull": "enabled timeout every",
    "prePuller": "hook continuous",
    "scheduling": "userScheduler podPriority userPlaceholder",
}
OVERRIDE = """node_selector tolerations extra_resource_limits environment
mem_guarantee mem_limit cpu_limit""".split()


def test_the_clusters_values_use_names_of_the_chart():
    values = yaml.safe_load((HUB / "z2jh-values.yaml").read_text())
    assert {k: set(v) for k, v in values.items()} == {
        k: set(v.split()) for k, v in CHART.items()
    }
    profiles = {p["slug"]: p for p in values["singleuser"]["profileList"]}
    assert set(profiles) == {"cpu", "gpu"} and profiles["cpu"]["default"]
    override = profiles["gpu"]["kubespawner_override"]
    assert set(override) <= set(OVERRIDE)
    # Kubernetes takes quantities of devices and environment values as strings only.
    for value in (
        *values["singleuser"]["extraEnv"].values(),
        *override["environment"].values(),
        *override["extra_resource_limits"].values(),
    ):
        assert isinstance(value, str)


def test_on_a_cluster_a_log_in_leads_to_lesson_00_too():
    values = yaml.safe_load((HUB / "z2jh-values.yaml").read_text())
    start = urlsplit(values["singleuser"]["defaultUrl"])
    asked = parse_qs(start.query, strict_parsing=True)
    assert start.path == "/git-pull"
    assert asked.pop("repo") == ["https://git.example.org/learner.git"]
    assert asked == {k: v for k, v in LESSON_00.items() if k != "repo"}


def test_what_the_dockerfile_copies_is_there():
    for line in (HUB / "Dockerfile").read_text().splitlines():
        if line.startswith("COPY"):
            *_, source, _target = line.split()
            assert (ROOT / source).exists(), line


def test_an_image_takes_nothing_along_that_git_ignores_or_keeps():
    """`COPY .` follows a `make hub`, whose folder holds a password and a secret."""
    left_out = set((HUB.parent / ".dockerignore").read_text().splitlines())
    ignored = (HUB.parent / ".gitignore").read_text().split()
    for name in [".git", *ignored]:
        name = name.rstrip("/")
        # Lists of packages hold no secret.
        if name not in ("uv.lock", "pylock.toml"):
            assert {name, f"**/{name}"} & left_out, name
