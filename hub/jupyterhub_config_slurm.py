"""The hub of `jupyterhub_config.py` on the login node of a SLURM cluster: each
attendee's server is a job on a GPU node.

    BACKPROP_HUB_AUTH=pam jupyterhub -f hub/jupyterhub_config_slurm.py

Homes and this repository's environment must be on a file system that the nodes see.
"""

import os
import sys
from pathlib import Path

import batchspawner  # noqa: F401  registers the address to which a job reports its port

setting = os.environ.get
load_subconfig(str(Path(__file__).with_name("jupyterhub_config.py")))  # noqa: F821
c = get_config()  # noqa: F821

c.JupyterHub.spawner_class = "batchspawner.SlurmSpawner"
# The nodes speak to the hub: give it the address that they know, and nothing wider.
c.JupyterHub.hub_ip = setting("BACKPROP_HUB_IP", "127.0.0.1")

# sudo and sbatch forget the PATH.
wrapper = Path(sys.executable).with_name("batchspawner-singleuser")
c.SlurmSpawner.batchspawner_singleuser_cmd = str(wrapper)
c.Spawner.env_keep = [*c.Spawner.env_keep, "SLURM_CONF"]  # sbatch runs with it

c.SlurmSpawner.req_partition = setting("BACKPROP_SLURM_PARTITION", "gpu")
c.SlurmSpawner.req_options = setting("BACKPROP_SLURM_OPTIONS", "")  # --account=...
c.SlurmSpawner.req_runtime = setting("BACKPROP_SLURM_TIME", "06:00:00")
c.SlurmSpawner.req_memory = setting("BACKPROP_HUB_MEMORY", "4G")
c.SlurmSpawner.req_nprocs = "2"
c.SlurmSpawner.req_gres = setting("BACKPROP_SLURM_GRES", "gpu:1")  # or "shard:1"
# With a reservation the nodes are there at nine o'clock.
c.SlurmSpawner.req_reservation = setting("BACKPROP_SLURM_RESERVATION", "")
# A job can wait in the queue; the page that waits for it must not give up.
c.SlurmSpawner.start_timeout = 900
# The spawner of one machine chooses a card; here SLURM does.
c.Spawner.pre_spawn_hook = None
