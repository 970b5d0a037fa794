"""What every attendee's server has in common; `hub/Dockerfile` installs it too."""

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
