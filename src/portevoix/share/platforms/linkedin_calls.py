"""How a call to LinkedIn is written: the version of its interface, and of its protocol."""

from portevoix.share.platforms import answers
from portevoix.share.platforms.network import AccountAccess
from portevoix.web.fetch import FetchRequest

API = "https://api.linkedin.com"


def request_of(account: AccountAccess, path: str, content: object = None) -> FetchRequest:
    """Write a call for a member: a GET, or a POST of JSON where there is content."""
    headers = {"X_Restli_Protocol_Version": "2.0.0"}
    version = account.app.version if account.app else ""
    # The older interface refuses the header of versions it does not have.
    if path.startswith("/rest/") and version:
        headers["LinkedIn_Version"] = version
    method = "GET" if content is None else "POST"
    token = account.tokens.access
    return answers.json_request(method, f"{account.host}{path}", content, token=token, **headers)
