"""Excel workbooks opened, or refused with what to do: files of other formats, protected, damaged or half-written."""

from __future__ import annotations

import io
import warnings
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING

from routing.errors import ExtraMissing, InputError, Issue

if TYPE_CHECKING:
    from openpyxl.workbook.workbook import Workbook

__all__ = ["file_content", "open_workbook"]

_OLD_CONTAINER = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
"""How compound files begin: workbooks of Excel 97, and protected ones of today ([MS-CFB], section 2.2)."""
_PROTECTED = "EncryptedPackage".encode("utf-16-le")
_MACROS = "xl/vbaProject.bin"


def file_content(path: Path) -> bytes:
    """Return what stands in a file.

    Raises
    ------
    InputError
        When it cannot be read, or nothing stands in it.
    """
    try:
        content = path.read_bytes()
    except OSError as error:
        raise _refused(
            "file-unreadable",
            path.name,
            f"The file cannot be read: {error.strerror}.",
            "Check that it is there and may be read, and close the programs that have it open.",
        ) from None
    if not content.strip():
        raise _refused("file-blank", path.name, "The file is blank.", "Export the table again.")
    return content


def open_workbook(
    name: str, content: bytes, *, values_only: bool = True, allows_macros: bool = True
) -> Workbook:
    """Return the workbook that a file holds. Nothing in it is run or computed.

    Parameters
    ----------
    name
        What the file is called in reports.
    content
        What stands in it.
    values_only
        Whether cells with formulas hold the value that was computed last; otherwise they hold the formula.
    allows_macros
        Whether a workbook may carry macros.

    Raises
    ------
    InputError
        When it is no workbook that can be read.
    ExtraMissing
        When openpyxl is not installed.
    """
    try:
        from openpyxl import load_workbook
    except ImportError:
        raise ExtraMissing(f"Reading {name} needs openpyxl: pip install 'routing[excel]'") from None
    if content.startswith(_OLD_CONTAINER):
        raise _of_old_container(name, content)
    if not zipfile.is_zipfile(io.BytesIO(content)):
        raise _refused(
            "workbook-broken",
            name,
            "This is no Excel workbook, or only a part of one.",
            "Save it again in a spreadsheet program, as .xlsx, and copy it whole.",
        )
    try:
        with warnings.catch_warnings():
            # What openpyxl does not know (drawings, rules of validation) is not read.
            warnings.simplefilter("ignore")
            workbook = load_workbook(io.BytesIO(content), data_only=values_only)
    except Exception:  # noqa: BLE001 - whatever a damaged part makes the reader stumble over
        raise _refused(
            "workbook-broken",
            name,
            "This is no workbook that can be opened: parts of it are missing or damaged.",
            "Open it in a spreadsheet program and save it as .xlsx without a password.",
        ) from None
    if not allows_macros:
        _refuse_macros(name, content)
    return workbook


def _of_old_container(name: str, content: bytes) -> InputError:
    if _PROTECTED in content:
        return _refused(
            "workbook-encrypted",
            name,
            "The workbook is protected by a password.",
            "Open it, take the password off, and save it as .xlsx.",
        )
    return _refused(
        "workbook-old",
        name,
        "This is a workbook of the old format, .xls.",
        "Open it in a spreadsheet program and save it as .xlsx.",
    )


def _refuse_macros(name: str, content: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        if _MACROS not in archive.namelist():
            return
    raise _refused(
        "workbook-macros",
        name,
        "The workbook carries macros.",
        "Save it as .xlsx, without macros.",
    )


def _refused(code: str, place: str, message: str, remedy: str) -> InputError:
    return InputError([Issue(code=code, place=place, message=message, remedy=remedy)])
