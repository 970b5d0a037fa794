"""What every attendee's server has in common; `hub/Dockerfile` installs it too."""

import warnings
from contextlib import suppress

from jinja2 import FunctionLoader

c = get_config()  # noqa: F821

# A kernel with no browser tab open holds GPU memory: stop it after a long lunch.
c.MappingKernelManager.cull_idle_timeout = 5400
c.MappingKernelManager.cull_interval = 300
c.MappingKernelManager.cull_connected = False

# One kernel to pick, the one that has workshop_lib.
c.KernelSpecManager.allowed_kernelspecs = {"python3"}

# Kernels listen on loopback, where other accounts of the machine could read along.
c.KernelManager.transport_encryption = "auto"

# Nothing is fetched from outside.
c.LabApp.news_url = None
c.LabApp.check_for_updates_class = "jupyterlab.NeverCheckForUpdate"
c.LabApp.extension_manager = "readonly"

# "Proceed without syncing", on the page of a pull that failed, leads to where a server
# starts. Here that is the same pull (Spawner.default_url): it shall lead to Lab. Where
# nbgitpuller has no such page, everything above must hold all the same.
with suppress(ImportError, AttributeError), warnings.catch_warnings(action="ignore"):
    from nbgitpuller.handlers import jinja_env  # warns that no server runs yet

    pages = jinja_env.loader
    old, new = 'href="{{ base_url }}"', 'href="{{ base_url }}lab"'
    jinja_env.loader = FunctionLoader(
        lambda name: pages.get_source(jinja_env, name)[0].replace(old, new)
    )
