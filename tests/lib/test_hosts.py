"""Addresses in every disguise, and the plain ones that must still pass."""

from __future__ import annotations

import ipaddress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsdesk.lib.fetch_errors import SENTENCES, BadUrl, FetchError, RefusedAddress
from newsdesk.lib.hosts import check_address, check_target, is_public, join_url, parse_url

DISGUISED = """
127.0.0.1
127.1
127.0.1
127.255.255.254
0
0.0.0.0
0.1.2.3
2130706433
017700000001
0x7f000001
0X7F000001
0x7f.0.0.1
0x7f.1
0177.0.0.1
0177.0.0.01
127.0.0.0x1
00000177.0.0.1
127.0.0.1.
127.0.0.1..
127.000.000.001
08.8.8.8
134744072
0x08080808
8.8.2056
1.2.3.4.5
256.256.256.256
4294967297
10.0.0.1
10.255.255.255
100.64.0.1
100.100.100.200
100.127.255.254
168.63.129.16
169.254.0.1
169.254.169.254
169.254.170.2
172.16.0.1
172.31.255.255
192.0.0.192
192.0.2.1
192.88.99.1
192.168.0.1
3232235521
198.18.0.1
198.19.255.255
198.51.100.1
203.0.113.1
224.0.0.1
239.255.255.255
240.0.0.1
255.255.255.255
[::]
[::1]
[0:0:0:0:0:0:0:1]
[::127.0.0.1]
[::8.8.8.8]
[::ffff:127.0.0.1]
[::ffff:7f00:1]
[::ffff:8.8.8.8]
[::ffff:0:127.0.0.1]
[0:0:0:0:0:ffff:10.0.0.1]
[64:ff9b::7f00:1]
[64:ff9b::a9fe:a9fe]
[64:ff9b:1::a00:1]
[100::1]
[2001::1]
[2001:0:4136:e378:8000:63bf:3fff:fdd2]
[2001:2::1]
[2001:10::1]
[2001:20::1]
[2001:db8::1]
[2002:7f00:1::]
[2002:a00:1::1]
[2002:808:808::1]
[2a00:1450::5efe:7f00:1]
[2a00:1450::200:5efe:a00:1]
[3ffe::1]
[3fff::1]
[5f00::1]
[fc00::1]
[fd00:ec2::254]
[fd12:3456:789a::1]
[fe80::1]
[fe80::1%eth0]
[fe80::1%25eth0]
[2a00:1450:4001::1%25lo]
[febf::1]
[fec0::1]
[feff::1]
[ff02::1]
[ff0e::1]
[::1
[::1]x
[127.0.0.1]
[::1.2.3]
localhost
LOCALHOST
localhost.
foo.localhost
localhost.localdomain
metadata
metadata.google.internal
printer.local
router.lan
router.home.arpa
intranet
127%2e0%2e0%2e1
%31%32%37.0.0.1
127.0.0.1%00.desk.example
desk.example%2f
xn--127-.example
xn--localhost-.example
xn--a.example
xn--.example
desk.example.
desk..example
.desk.example
-desk.example
desk-.example
desk_?
desk example.com
desk,example
desk!example
""".strip().splitlines()

# Written as escapes, since many of these look like what they pretend to be.
DISGUISED += [
    "\uff11\uff12\uff17.\uff10.\uff10.\uff11",  # full-width digits
    "\uff11\uff12\uff17\uff0e\uff10\uff0e\uff10\uff0e\uff11",  # and full-width dots
    "127\uff0e0\uff0e0\uff0e1",
    "127\u30020\u30020\u30021",  # ideographic full stops
    "127\uff610\uff610\uff611",  # half-width ideographic full stops
    "\u2460\u2461\u2466.\u24ea.\u24ea.\u2460",  # circled digits
    "\U0001d7cf\U0001d7d0\U0001d7d5.\U0001d7ce.\U0001d7ce.\U0001d7cf",  # bold digits
    "\u00b9\u00b2\u2077.\u2070.\u2070.\u00b9",  # superscripts
    "\u0967\u0968\u096d.\u0966.\u0966.\u0967",  # Devanagari digits
    "\u0661\u0662\u0667.\u0660.\u0660.\u0661",  # Arabic digits
    "0\uff587f.1",  # full-width x
    "\uff4c\uff4f\uff43\uff41\uff4c\uff48\uff4f\uff53\uff54",  # full-width localhost
    "\u24db\u24de\u24d2\u24d0\u24db\u24d7\u24de\u24e2\u24e3",  # circled localhost
    "lo\u00adcalhost",  # soft hyphen
    "lo\u200bcalhost.example",  # zero-width space
    "desk\u200d.example",  # zero-width joiner
    "desk\u2024example",  # one dot leader
    "desk\u2044x.example",  # fraction slash
    "desk\u2100.example",  # a sign that decomposes to a/c
    "desk\uff0fx.example",  # full-width slash
    "desk\uff20127.0.0.1",  # full-width at sign
    "\ufb01rst.example",  # ligature
    "\u0301a.example",  # begins with a combining mark
    "\u202edesk.example",  # right-to-left override
    "desk\ufeff.example",
    "desk\u0000.example",
    "\U0001f600.example",
]


@pytest.mark.parametrize("host", DISGUISED)
def test_a_disguised_or_private_host_is_refused_without_a_look_up(host: str) -> None:
    with pytest.raises(FetchError) as caught:
        check_target(parse_url(f"http://{host}/feed.xml"))
    assert isinstance(caught.value, (RefusedAddress, BadUrl))
    assert caught.value.sentence == SENTENCES[caught.value.code]


def test_the_table_of_disguises_is_long_enough() -> None:
    assert len(set(DISGUISED)) >= 100


@pytest.mark.parametrize(
    ("url", "code"),
    [
        ("http://127.1/", "disguised_address"),
        ("http://2130706433/", "disguised_address"),
        ("http://127.0.0.1/", "private_address"),
        ("http://[::ffff:1.1.1.1]/", "private_address"),
        ("http://localhost/", "local_name"),
        ("http://user@desk.example/", "userinfo"),
        ("http://user:pass@desk.example/", "userinfo"),
        ("http://desk.example@127.0.0.1/", "userinfo"),
        ("http://desk.example:80@127.0.0.1/", "userinfo"),
        ("http://@desk.example/", "userinfo"),
        ("ftp://desk.example/", "scheme"),
        ("file:///etc/passwd", "scheme"),
        ("gopher://desk.example/", "scheme"),
        ("javascript:alert(1)", "scheme"),
        ("data:text/html,x", "scheme"),
        ("feed://desk.example/", "scheme"),
        ("http:desk.example", "bad_url"),
        ("http:/desk.example/", "bad_url"),
        ("http:///desk.example/", "bad_url"),
        ("//desk.example/", "bad_url"),
        ("desk.example", "bad_url"),
        ("", "bad_url"),
        ("http://", "bad_url"),
        ("http://desk.example\\@127.0.0.1/", "bad_url"),
        ("http:\\\\desk.example/", "bad_url"),
        ("http://desk.example/\r\nHost: other", "bad_url"),
        ("http://desk.exa\tmple/", "bad_url"),
        ("http://desk.example/\x00", "bad_url"),
        ("http://desk.example/\ud800", "bad_url"),
        ("http://desk.example:22/", "port"),
        ("http://desk.example:25/", "port"),
        ("http://desk.example:6379/", "port"),
        ("http://desk.example:0/", "port"),
        ("http://desk.example:65536/", "port"),
        ("http://desk.example:-80/", "port"),
        ("http://desk.example:+80/", "port"),
        ("http://desk.example:8 0/", "port"),
        ("http://desk.example:\uff18\uff10/", "port"),
        ("http://desk.example:8080:80/", "bad_url"),
        ("http://desk.example/" + "a" * 8_000, "url_too_long"),
        ("http://" + "a" * 64 + ".example/", "bad_url"),
        ("http://" + "a." * 130 + "example/", "bad_url"),
    ],
)
def test_an_unusable_address_is_refused_with_its_code(url: str, code: str) -> None:
    with pytest.raises(FetchError) as caught:
        check_target(parse_url(url))
    assert caught.value.code == code


@pytest.mark.parametrize(
    ("text", "url"),
    [
        (" https://Desk.Example \n", "https://desk.example/"),
        ("HTTPS://desk.example:443/a", "https://desk.example/a"),
        ("http://desk.example:/a", "http://desk.example/a"),
        ("http://desk.example:8080?q", "http://desk.example:8080/?q"),
        ("https://desk.example/a b?c d#e", "https://desk.example/a%20b?c%20d"),
        ("https://desk.example/%C3%A9?x=%2F", "https://desk.example/%C3%A9?x=%2F"),
        ("https://desk.example/é?ü", "https://desk.example/%C3%A9?%C3%BC"),
        ("https://desk.example/a@b:c", "https://desk.example/a@b:c"),
        ("https://desk.example?a@b", "https://desk.example/?a@b"),
        ("https://desk.example/#@127.0.0.1", "https://desk.example/"),
        ("https://Bücher.example/", "https://xn--bcher-kva.example/"),
        ("https://bu\u0308cher.example/", "https://xn--bcher-kva.example/"),
        ("https://xn--bcher-kva.example/", "https://xn--bcher-kva.example/"),
        ("https://straße.example/", "https://xn--strae-oqa.example/"),
        ("https://новости.example/", "https://xn--b1amnebsh.example/"),
        ("https://新聞.example/", "https://xn--efvv70d.example/"),
        ("https://a_b.desk.example/", "https://a_b.desk.example/"),
        ("https://1and1.example/", "https://1and1.example/"),
        ("http://8.8.8.8/", "http://8.8.8.8/"),
        ("http://[2A00:1450:4001:0:0:0:0:1]:8080/", "http://[2a00:1450:4001::1]:8080/"),
    ],
)
def test_a_plain_public_address_is_put_in_one_spelling(text: str, url: str) -> None:
    target = parse_url(text)
    check_target(target)
    assert target.url == url
    assert parse_url(target.url) == target


@pytest.mark.parametrize(
    ("reference", "url"),
    [
        ("/b", "https://desk.example/b"),
        ("b?c#d", "https://desk.example/x/b?c"),
        ("?page=2", "https://desk.example/x/y?page=2"),
        ("../z", "https://desk.example/z"),
        ("//other.example/q", "https://other.example/q"),
        (" http://other.example ", "http://other.example/"),
        ("/é", "https://desk.example/%C3%A9"),
    ],
)
def test_a_relative_address_is_read_against_its_base(reference: str, url: str) -> None:
    assert join_url(parse_url("https://desk.example/x/y"), reference).url == url


@pytest.mark.parametrize("reference", ["", "  ", "\\\\other.example", "/a\nb", "//[", "/\x00"])
def test_an_unusable_relative_address_is_a_bad_redirect(reference: str) -> None:
    with pytest.raises(BadUrl) as caught:
        join_url(parse_url("https://desk.example/"), reference)
    assert caught.value.code == "bad_redirect"


@pytest.mark.parametrize(
    "address",
    [
        *("1.1.1.1", "8.8.8.8", "192.0.1.1", "172.32.0.1", "100.128.0.1", "223.255.255.255"),
        *("2001:4860:4860::8888", "2606:4700:4700::1111", "2a00:1450:4001:81b::200e"),
    ],
)
def test_public_addresses_are_public(address: str) -> None:
    assert is_public(ipaddress.ip_address(address))


def test_an_allowed_range_lets_its_addresses_in_and_no_others() -> None:
    ranges = (ipaddress.ip_network("10.1.0.0/16"), ipaddress.ip_network("fd00::/8"))
    check_address(ipaddress.ip_address("10.1.2.3"), ranges)
    check_address(ipaddress.ip_address("fd00::1"), ranges)
    check_target(parse_url("http://intranet/"), allow_networks=ranges)
    for outside in ("10.2.0.1", "127.0.0.1", "fe80::1", "::ffff:10.1.2.3"):
        with pytest.raises(RefusedAddress):
            check_address(ipaddress.ip_address(outside), ranges)


@pytest.mark.parametrize("address", ["169.254.169.254", "100.100.100.200", "fd00:ec2::254"])
def test_metadata_services_stay_refused_in_an_allowed_range(address: str) -> None:
    everything = (ipaddress.ip_network("0.0.0.0/0"), ipaddress.ip_network("::/0"))
    with pytest.raises(RefusedAddress):
        check_address(ipaddress.ip_address(address), everything)


@pytest.mark.parametrize("inner", ["127.0.0.1", "10.0.0.1", "169.254.169.254"])
def test_an_allowed_gateway_range_does_not_open_what_lies_behind_it(inner: str) -> None:
    gateway = (ipaddress.ip_network("64:ff9b::/96"),)
    base = int(ipaddress.ip_address("64:ff9b::"))
    check_address(ipaddress.IPv6Address(base + int(ipaddress.ip_address("8.8.8.8"))), gateway)
    with pytest.raises(RefusedAddress):
        check_address(ipaddress.IPv6Address(base + int(ipaddress.ip_address(inner))), gateway)


@given(st.ip_addresses())
def test_nothing_that_python_calls_private_is_called_public(
    address: ipaddress.IPv4Address | ipaddress.IPv6Address,
) -> None:
    if not address.is_global or address.is_multicast or address.is_reserved:
        assert not is_public(address)


@given(st.one_of(st.text(), st.text().map("http://{}/".format), st.from_regex(r"https?://.{0,30}")))
def test_any_text_is_read_or_refused_and_never_anything_else(text: str) -> None:
    try:
        target = parse_url(text)
    except FetchError:
        return
    assert target.url.isascii()
    assert " " not in target.url
    assert parse_url(target.url) == target
