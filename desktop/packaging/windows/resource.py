"""What Windows tells of a program under Properties, Details; virus scanners mistrust programs without it.

The text is what PyInstaller takes for `version=`: https://pyinstaller.org/en/stable/usage.html#windows-version-info
"""

from __future__ import annotations

from desktop.packaging import publisher

TITLE = "Pipulate Desktop"
US_ENGLISH, UNICODE = 0x0409, 1200

TEXT = """\
VSVersionInfo(
  ffi=FixedFileInfo(filevers={numbers}, prodvers={numbers}, mask=0x3F, flags=0, OS=0x40004, fileType=1, subtype=0),
  kids=[
    StringFileInfo([StringTable({table!r}, [{strings}])]),
    VarFileInfo([VarStruct("Translation", [{language}, {charset}])]),
  ],
)
"""


def version_resource(version: str, program: str) -> str:
    """For the program file of this name, without its ending. `version` is three numbers: 1.2.3."""
    words = {
        "CompanyName": publisher.NAME,
        "FileDescription": TITLE,
        "FileVersion": version,
        "InternalName": program,
        "LegalCopyright": f"{publisher.NAME}, MIT licence",
        "OriginalFilename": f"{program}.exe",
        "ProductName": TITLE,
        "ProductVersion": version,
    }
    return TEXT.format(
        numbers=(*map(int, version.split(".")), 0),
        table=f"{US_ENGLISH:04x}{UNICODE:04x}",
        strings=", ".join(f"StringStruct({name!r}, {word!r})" for name, word in words.items()),
        language=US_ENGLISH,
        charset=UNICODE,
    )
