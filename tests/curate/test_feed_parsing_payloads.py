import tarfile

from portevoix.curate.sources.parsed import FeedLimits, FeedProblem
from portevoix.curate.sources.reading import read_feed


def test_no_published_xml_payload_reads_a_file(shared_data):
    documents = 0
    with tarfile.open(shared_data / "conformance" / "payloads.tar.gz") as archive:
        for member in archive:
            if not member.isfile() or "XXE" not in member.name:
                continue
            body = archive.extractfile(member).read()
            for document in [body, *body.splitlines()]:
                feed = b"<rss version='2.0'><channel><title>T</title>" + document
                for text in (document, feed + b"</channel></rss>"):
                    documents += 1
                    try:
                        said = str(read_feed(text, "", "https://example.org/", FeedLimits()))
                    except FeedProblem:
                        continue
                    assert "root:x:0" not in said
                    assert "cm9vdDp4" not in said
    assert documents > 100
