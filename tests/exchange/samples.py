"""vCards as telephones and programs write them, each also folded oddly, in a wrong charset, and cut short."""

IOS = """BEGIN:VCARD\r
VERSION:3.0\r
PRODID:-//Apple Inc.//iPhone OS 18.5//EN\r
N:Garcin;Hélène;;Dr;\r
FN:Dr Hélène Garcin\r
ORG:Clinique Synergia;Rhumatologie\r
TITLE:Rhumatologue\r
EMAIL;type=INTERNET;type=WORK;type=pref:helene.garcin@example.org\r
TEL;type=CELL;type=VOICE;type=pref:06 39 98 10 01\r
item1.TEL:04 65 71 10 02\r
item1.X-ABLabel:Secrétariat\r
item2.ADR;type=WORK;type=pref:;;12 av. des Cigales;Avignon;;84000;France\r
item2.X-ABADR:fr\r
item3.URL;type=pref:https://example.org/garcin\r
item3.X-ABLabel:_$!<HomePage>!$_\r
X-SOCIALPROFILE;type=twitter:http://twitter.com/garcin\r
UID:5A1B-IOS\r
X-ABUID:5A1B-IOS:ABPerson\r
END:VCARD\r
"""
ANDROID = """BEGIN:VCARD\r
VERSION:2.1\r
N;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:=47=61=72=63=69=6E;=48=C3=A9=6C=C3=A8=6E=65;;Dr;\r
FN;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:=44=72=20=48=C3=A9=6C=C3=A8=6E=65=20=47=61=72=63=69=6E\r
TEL;CELL;PREF:06 39 98 10 01\r
TEL;X-CUSTOM(CHARSET=UTF-8,ENCODING=QUOTED-PRINTABLE,=53=65=63):04 65 71 10 02\r
EMAIL;WORK:helene.garcin@example.org\r
ADR;WORK;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:;;=31=32=20=61=76=2E=20=64=65=73=20=\r
=43=69=67=61=6C=65=73;=41=76=69=67=6E=6F=6E;;=38=34=30=30=30;=46=72=61=6E=63=65\r
ORG:Clinique Synergia\r
TITLE:Rhumatologue\r
X-ANDROID-CUSTOM:vnd.android.cursor.item/nickname;Nini;1;;;;;;;;;;;;;\r
END:VCARD\r
"""
GOOGLE = """BEGIN:VCARD
VERSION:3.0
FN:Dr Hélène Garcin
N:Garcin;Hélène;;Dr;
EMAIL;TYPE=INTERNET;TYPE=WORK:helene.garcin@example.org
TEL;TYPE=CELL:+33 6 39 98 10 01
TEL;TYPE=WORK:+33 4 65 71 10 02
ADR;TYPE=WORK:;;12 av. des Cigales;Avignon;;84000;France
ORG:Clinique Synergia
TITLE:Rhumatologue
CATEGORIES:Confrères,myContacts
NOTE:Reçoit le mardi\\, sur rendez-vous\\nParking
END:VCARD
"""
OUTLOOK = """BEGIN:VCARD\r
VERSION:2.1\r
X-MS-SIGNATURE:YES\r
N;LANGUAGE=fr;CHARSET=Windows-1252:Garcin;Hélène;;Dr\r
FN;CHARSET=Windows-1252:Dr Hélène Garcin\r
ORG;CHARSET=Windows-1252:Clinique Synergia;Rhumatologie\r
TITLE:Rhumatologue\r
NOTE;ENCODING=QUOTED-PRINTABLE;CHARSET=Windows-1252:Re=E7oit le mardi=0D=0A=\r
Parking\r
TEL;WORK;VOICE:04 65 71 10 02\r
TEL;CELL;VOICE:06 39 98 10 01\r
TEL;WORK;FAX:04 65 71 10 03\r
ADR;WORK;PREF:;;12 av. des Cigales;Avignon;;84000;France\r
LABEL;WORK;PREF;ENCODING=QUOTED-PRINTABLE:12 av. des Cigales=0D=0A=\r
84000 Avignon\r
X-MS-OL-DEFAULT-POSTAL-ADDRESS:2\r
EMAIL;PREF;INTERNET:helene.garcin@example.org\r
X-MS-CARDPICTURE;TYPE=JPEG;ENCODING=BASE64:\r
 /9j/4AAQSkZJRgABAQAAAQABAAD/2wBDAAgGBgcGBQgHBwcJCQgKDBQNDAsLDBkSEw8UHRof\r
 Hh0aHBwgJC4nICIsIxwcKDcpLDAxNDQ0Hyc5PTgyPC4zNDL=\r
\r
REV:20260301T101500Z\r
END:VCARD\r
"""
NEXTCLOUD = """BEGIN:VCARD\r
VERSION:4.0\r
PRODID:-//Sabre//Sabre VObject 4.5.4//EN\r
UID:urn:uuid:7c1d7f0e-0000-4000-8000-000000000001\r
FN:Dr Hélène Garcin\r
N:Garcin;Hélène;;Dr;\r
TEL;TYPE="cell,voice";VALUE=uri:tel:+33-6-39-98-10-01\r
TEL;TYPE=work:04 65 71 10 02\r
EMAIL;TYPE=WORK:helene.garcin@example.org\r
ADR;TYPE=WORK;LABEL="12 av. des Cigales^n84000 Avignon":;;12 av. des Cigales;Avignon;;84000;France\r
ORG:Clinique Synergia\r
TITLE:Rhumatologue\r
CATEGORIES:Confrères,Urgences\r
X-SOCIALPROFILE;TYPE=mastodon:@garcin@example.org\r
PHOTO:data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk\r
 +M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==\r
END:VCARD\r
"""
THUNDERBIRD = """begin:vcard\r
version:4.0\r
fn:Dr Hélène Garcin\r
n:Garcin;Hélène;;Dr;\r
email;pref=1:helene.garcin@example.org\r
tel;type=cell;value=text:06 39 98 10 01\r
tel;type=work;value=text:04 65 71 10 02\r
org:Clinique Synergia;Rhumatologie\r
title:Rhumatologue\r
adr;type=work:;;12 av. des Cigales;Avignon;;84000;France\r
x-mozilla-html:FALSE\r
uid:tb-0001\r
end:vcard\r
"""
EVOLUTION = """BEGIN:VCARD\r
VERSION:3.0\r
UID:pas-id-0001\r
X-EVOLUTION-FILE-AS:Garcin\\, Hélène\r
FN:Dr Hélène Garcin\r
N:Garcin;Hélène;;Dr;\r
ORG:Clinique Synergia;;\r
TITLE:Rhumatologue\r
TEL;X-EVOLUTION-UI-SLOT=1;TYPE=CELL:06 39 98 10 01\r
TEL;X-EVOLUTION-UI-SLOT=2;TYPE=WORK,VOICE:04 65 71 10 02\r
EMAIL;TYPE=WORK;X-EVOLUTION-UI-SLOT=1:helene.garcin@example.org\r
ADR;TYPE=WORK:;;12 av. des Cigales;Avignon;;84000;France\r
X-EVOLUTION-BLOG-URL:http://example.org/blog\r
END:VCARD\r
"""
LOTUS_NOTES = """BEGIN:VCARD\r
VERSION:3.0\r
X-LOTUS-CHARSET:UTF-8\r
FN:Dr Hélène Garcin\r
N:Garcin;Hélène;;Dr;\r
ORG:Clinique Synergia\r
TITLE:Rhumatologue\r
TEL;TYPE=WORK:04 65 71 10 02\r
TEL;TYPE=CELL:06 39 98 10 01\r
EMAIL;TYPE=INTERNET:helene.garcin@example.org\r
ADR;TYPE=WORK:;;12 av. des Cigales;Avignon;;84000;France\r
NOTE:Reçoit le mardi\r
sur rendez-vous\r
X-LOTUS-UNID:0F1E2D\r
END:VCARD\r
"""
BLACKBERRY = """BEGIN:VCARD\r
VERSION:2.1\r
N;CHARSET=ISO-8859-1;ENCODING=QUOTED-PRINTABLE:Garcin;H=E9l=E8ne;;Dr\r
FN;CHARSET=ISO-8859-1;ENCODING=QUOTED-PRINTABLE:Dr H=E9l=E8ne Garcin\r
TEL;CELL:+33639981001\r
TEL;WORK:+33465711002\r
ORG:Clinique Synergia\r
TITLE:Rhumatologue\r
EMAIL;INTERNET:helene.garcin@example.org\r
ADR;WORK:;;12 av. des Cigales;Avignon;;84000;France\r
X-RIM-PIN:2100000A\r
END:VCARD\r
"""
DIALECTS = {
    "iOS": IOS, "Android": ANDROID, "Google": GOOGLE, "Outlook": OUTLOOK, "Nextcloud": NEXTCLOUD,
    "Thunderbird": THUNDERBIRD, "Evolution": EVOLUTION, "Lotus Notes": LOTUS_NOTES, "BlackBerry": BLACKBERRY,
}  # fmt: skip


def plain(name: str) -> bytes:
    """A card in the charset that its program writes."""
    return DIALECTS[name].encode("cp1252" if name == "Outlook" else "utf-8")


def folded_oddly(name: str) -> bytes:
    """The same with every long line cut after 31 octets, in the middle of characters too, by LF and a tab."""
    lines = plain(name).replace(b"\r\n", b"\n").split(b"\n")
    if any(b"QUOTED-PRINTABLE" in line.upper() for line in lines):
        return b"\r".join(lines)
    return b"\n".join(b"\n\t".join(line[at : at + 31] for at in range(0, len(line), 31)) for line in lines)


def in_a_wrong_charset(name: str) -> bytes:
    """The same in the charset that it does not say: Windows-1252 for UTF-8, UTF-8 for Windows-1252."""
    return DIALECTS[name].encode("utf-8" if name == "Outlook" else "cp1252", "replace")


def in_utf_16(name: str) -> bytes:
    """The same in UTF-16 with its mark, as Notepad saves it."""
    return DIALECTS[name].encode("utf-16")


def cut_short(name: str) -> bytes:
    """The same cut before its end."""
    content = plain(name)
    return content[: content.rindex(b"\n", 0, len(content) - 12) + 1]
