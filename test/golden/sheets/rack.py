"""rack.xlsx as openpyxl 3.0.9 (Debian python3-openpyxl) writes it: a customer's sheet, with what Excel users do to such.

A bold, frozen heading, a number where a text is meant (a serial of digits), a date, an empty row, a second sheet, a column
that is a variable. Row 3 is a machine that has not come; row 6 has a profile that nobody made.
"""
import datetime
from openpyxl import Workbook
from openpyxl.styles import Font

book = Workbook()
sheet = book.active
sheet.title = "Rack 4"
sheet.append(["Serial number", "Host name", "IP address", "Profile", "Remarks", "timezone"])
for cell in sheet[1]:
    cell.font = Font(bold=True)
sheet.freeze_panes = "A2"
sheet.append(["SN-1001", "node-01", "10.77.0.21", "web node", "top of the rack", "Asia/Shanghai"])
sheet.append(["SN-9999", "node-02", "10.77.0.22", "web node", None, None])
sheet.append([1002, "node-03", "10.77.0.23", "storage", datetime.date(2026, 11, 27), None])
sheet.append([])
sheet.append(["SN-1003", "node-04", None, "web nodes", None, None])
book.create_sheet("Notes").append(["nothing here is read"])
book.save("rack.xlsx")
