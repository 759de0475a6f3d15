"""A second tenant of the sample site's CMS: what docs/adding-a-site.md adds."""

from dataclasses import replace

from ..sites import Site
from .sample import SampleSite

PC, WAP = "127.0.0.7", "127.0.0.8"
HOSTS = {PC: "another portal of the same CMS", WAP: "its WAP pages"}
ARTICLES = 24


def make_tenant(site: Site, port: int, seed: int) -> SampleSite:
    """A portal of its own: other hosts, another name, other articles; ``site``: the first one."""
    pc, wap = f"{PC}:{port}", f"{WAP}:{port}"
    tenant = replace(
        site,
        name="riverside",
        title="江畔新闻网",
        canonical_origin=f"http://{pc}",
        pc_hosts=(pc,),
        wap_hosts=(wap,),
        mirror_hosts=(),
        api_origin=None,
        start_urls=(f"http://{pc}/",),
        views={pc: "pc", wap: "wap"},
    )
    return SampleSite(tenant, ARTICLES, seed)
