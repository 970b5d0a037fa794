"""Git repositories to try things on: somebody commits, somebody else clones."""

from workshop_lib import clone

SOMEONE = {
    f"GIT_{role}_{what}": value
    for role in ("AUTHOR", "COMMITTER")
    for what, value in (("NAME", "someone"), ("EMAIL", "someone@localhost"))
}


def git(folder, *arguments):
    """Return what git answers to someone in `folder`; GitError where it refuses."""
    return clone.git(folder, "-c", "commit.gpgsign=false", *arguments, env=SOMEONE)


def hub_and_maker(folder):
    """Return a new empty repository, and the clone in which its maker works."""
    hub, maker = folder / "hub", folder / "maker"
    git(folder, "init", "-q", "--bare", "-b", "main", hub)
    git(folder, "clone", "-q", hub, maker)
    return hub, maker


def publish(maker, message="better"):
    """Commit everything in a clone, and push it."""
    git(maker, "add", "-A")
    git(maker, "commit", "-q", "--allow-empty", "-m", message)
    git(maker, "push", "-q", "origin", "HEAD:main")
