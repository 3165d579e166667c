"""The workbook holds what is provisional and what changed, exactly."""

import io

import openpyxl

from lundi.reports.render import render_bytes
from reports.factories import normal_week
from reports.status_sample import provisional_week


def rows_of(sheet):
    return [[cell.value for cell in row] for row in sheet.iter_rows(min_row=4)]


def test_each_channel_and_each_change_has_its_row():
    book = openpyxl.load_workbook(io.BytesIO(render_bytes(provisional_week())["xlsx"]))
    status = {row[0]: row[1:7] for row in rows_of(book["Provisoire"])}
    assert status["Drive"] == [130.0, 40.0, 0.308, "19 nov. 2026 à 00:00", 128.7, 130.33]
    changes = [row[:10] for row in rows_of(book["Changements"]) if row[1] == "Drive"]
    assert changes == [["2026-S45", "Drive", 100.0, 104.25, 4.25, 9.0, -1.5, -3.25, 0, 0]]


def test_a_week_without_a_status_has_no_sheet_of_it():
    names = openpyxl.load_workbook(io.BytesIO(render_bytes(normal_week().with_hash())["xlsx"])).sheetnames
    assert not {"Provisoire", "Changements"} & set(names)
