"""One round of reading many feeds: the servers, the worker that reads them, what it costs."""
