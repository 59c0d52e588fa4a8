"""What an address points to, without what follows its visitors: one page, one canonical address."""

import re
from hashlib import sha256
from urllib.parse import parse_qsl, quote, urlsplit, urlunsplit

from w3lib.url import safe_url_string

# Parameters that say where a visitor comes from and change nothing to the page.
# Sources: the public documentation of each of these measuring tools. Kept by hand: a test reads
# published lists and says what this one lacks; a name is added once no page depends on it.
TRACKING_PREFIXES = (
    "utm_", "at_", "mtm_", "matomo_", "pk_", "piwik_", "hsa_", "vero_", "oly_", "__hs", "_hs",
    "ga_", "mkt_", "trk_", "itm_", "stm_", "sc_c", "wt.", "mc_", "wt_", "ns_", "bsft_", "rb_",
    "_bta_", "adfrom_", "s_kwc", "gad_", "sms_", "tw_", "vn_", "redirect_mongo",
    "redirect_log_mongo",
)  # fmt: skip
TRACKING_NAMES = frozenset(
    """
    fbclid fb_action_ids fb_action_types fb_source fb_ref fbadid gclid gclsrc gbraid wbraid dclid
    gpromocode gqt gs_l srsltid msclkid yclid ysclid ymclid twclid ttclid tblci li_fat_id igshid
    igsh scid epik sscid irclickid irgwc cjevent cjdata wickedid obclid oborigurl rdt_cid
    mkwid pcrid ef_id s_kwcid dm_i _openstat xtor xts xtref xtcr xtloc xtmc xtnp _ga _gl _ke
    trkcampaign trk lipi licu mkevt mkcid mkrid campid toolid sourceid campaignid adgroupid
    cmpid cmp icid ncid ocid ito soc_src soc_trk guccounter guce_referrer guce_referrer_sig
    __twitter_impression ref_src ref_url s_cid elqtrackid elqtrack recipientid
    ml_subscriber ml_subscriber_hash mibextid cvid oicd vgo_ee
    rss_id wprov echobox fb_xd_fragment hmb_campaign hmb_medium hmb_source
    gdfms gdftrk gdffi _kx spm scm algo_expid algo_pvid ck_subscriber_id mbid
    ceneo_spo awc ndclid sccid _branch_match_id rtid vmcid os_ehash wtrid tracking_source __s
    hsctatracking action_object_map action_type_map action_ref_map kmi_src otm_source
    sb_referer_host zanpid origin_ref
    """.lower().split()
)
# "si" and the like mean something elsewhere: only on these hosts do they follow the visitor.
TRACKING_BY_HOST = {
    "youtube.com": frozenset({"si", "feature", "pp"}),
    "youtu.be": frozenset({"si", "feature"}),
    "open.spotify.com": frozenset({"si", "context"}),
    "x.com": frozenset({"s", "t"}),
    "twitter.com": frozenset({"s", "t"}),
    "linkedin.com": frozenset({"refid", "trackingid", "rcm"}),
    "medium.com": frozenset({"source", "sk"}),
    "theguardian.com": frozenset({"cmp"}),
}
DEFAULT_PORTS = {"http": ":80", "https": ":443"}


def web_address(url: str) -> str:
    """Return an http(s) address as it is spelt, without fragment, https by default; else nothing.

    Of a feed, unlike of a page, every parameter may matter.
    """
    text = url.strip()
    try:
        parts = urlsplit(safe_url_string(text if "://" in text else f"https://{text}"))
        host = parts.hostname or ""
    except (ValueError, UnicodeError):
        return ""
    is_host = host == "localhost" or "." in host.strip(".") or ":" in host
    if parts.scheme not in DEFAULT_PORTS or not is_host or "@" in parts.netloc:
        return ""
    place = parts.netloc.lower().removesuffix(DEFAULT_PORTS[parts.scheme])
    return urlunsplit((parts.scheme, place, parts.path or "/", parts.query, ""))


def host_name(url: str) -> str:
    """Return the host of an address as people say it."""
    return (urlsplit(url).hostname or "").removeprefix("www.")


def canonical_url(url: str) -> str:
    """Return an http(s) address without tracking, fragment or default port; others are emptied.

    What could change the page is kept, in order: path, query, host and scheme.
    """
    try:
        parts = urlsplit(safe_url_string(url.strip()))
    except (ValueError, UnicodeError):
        return ""
    scheme = parts.scheme.lower()
    if scheme not in DEFAULT_PORTS or not parts.hostname:
        return ""
    host = parts.netloc.rpartition("@")[2].lower().removesuffix(DEFAULT_PORTS[scheme])
    query = _clean_query(parts.query, parts.hostname)
    return urlunsplit((scheme, host, parts.path or "/", query, _kept_fragment(parts.fragment)))


def page_key(url: str) -> str:
    """Return what spellings of one page share: no scheme, no www, no last slash, sorted query."""
    canonical = canonical_url(url)
    if not canonical:
        return ""
    parts = urlsplit(canonical)
    query = "&".join(sorted(filter(None, parts.query.split("&"))))
    path = re.sub(r"/(?:index\.html?|index\.php)$", "/", parts.path).rstrip("/")
    key = f"{parts.netloc.removeprefix('www.')}{path}"
    return "".join(
        (key, f"?{query}" if query else "", f"#{parts.fragment}" if parts.fragment else "")
    )


def url_digest(url: str) -> str:
    """Return the SHA-256, in 64 hexadecimal digits, of a page's key."""
    return sha256(page_key(url).encode()).hexdigest()


def is_tracking(name: str, host: str = "") -> bool:
    """Say whether a query parameter only tells where a visitor comes from."""
    lower = name.lower()
    if lower in TRACKING_NAMES or lower.startswith(TRACKING_PREFIXES):
        return True
    return any(
        lower in names and (host == place or host.endswith(f".{place}"))
        for place, names in TRACKING_BY_HOST.items()
    )


def _clean_query(query: str, host: str) -> str:
    # Pieces are kept as they are spelt: decoding and encoding again would change some of them.
    pieces = (piece for piece in query.split("&") if piece)
    return "&".join(piece for piece in pieces if not is_tracking(_name_of(piece), host))


def _name_of(piece: str) -> str:
    pairs = parse_qsl(piece, keep_blank_values=True)
    return pairs[0][0] if pairs else quote(piece)


def _kept_fragment(fragment: str) -> str:
    # "#!/page" and "#/page" are whole addresses of pages made by scripts.
    return fragment if fragment.startswith(("!", "/")) else ""
