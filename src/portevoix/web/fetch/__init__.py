"""The only door to the outside: everything that leaves the machine goes through `safe_fetch`.

It reaches no address outside a permission, holds no answer beyond its bounds and waits no
longer than its wall clock. Every failure has a stable code and says whether the request
certainly never left.
"""

from portevoix.web.addresses import LOOPBACK_TOO as LOOPBACK_TOO
from portevoix.web.addresses import PUBLIC_ONLY as PUBLIC_ONLY
from portevoix.web.addresses import Permission as Permission
from portevoix.web.fetch.client import safe_fetch as safe_fetch
from portevoix.web.fetch.exchange import FetchFailed as FetchFailed
from portevoix.web.fetch.exchange import FetchLimits as FetchLimits
from portevoix.web.fetch.exchange import FetchRefused as FetchRefused
from portevoix.web.fetch.exchange import FetchRequest as FetchRequest
from portevoix.web.fetch.exchange import FetchResponse as FetchResponse
from portevoix.web.fetch.exchange import Redirect as Redirect
from portevoix.web.fetch.exchange import written_request as written_request
