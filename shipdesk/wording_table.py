"""The English sentences of errors, by key: what happened, why, what to do."""

from __future__ import annotations

ERRORS: dict[str, tuple[str, str, str]] = {
    "unexpected": ("Something went wrong in ShipDesk.", "", "Copy the report from Activity."),
    "provider": ("{account} could not do this.", "{words}", "Try again."),
    "unreachable": (
        "{account} cannot be reached.",
        "The connection could not be made. {reason}",
        "Check the internet connection; ShipDesk tries again by itself.",
    ),
    "no_answer": (
        "No answer from {account}.",
        "The request left, the answer did not come. {reason}",
        "It may have been carried out. ShipDesk looks it up before anything is sent again.",
    ),
    "rate_limited": (
        "{account} asks to wait.",
        "Too many requests in a short time.",
        "ShipDesk goes on by itself in {seconds} s.",
    ),
    "stopped_waiting": (
        "Stopped waiting for {account}.",
        "Nothing of it was sent.",
        "Try again when the time is over.",
    ),
    "auth": (
        "{account} does not accept the token or password.",
        "{words}",
        "Open Settings › Accounts and enter it again. Waiting work is kept.",
    ),
    "forbidden": (
        "{account} may not do this.",
        "{words}",
        "Ask the service to allow it for this account, or use another account.",
    ),
    "rejected": ("{account} refused.", "{words}", "Correct it and try again."),
    "provider_fault": (
        "{account} has a fault of its own.",
        "It answered with error {status}. {words}",
        "Reading is tried again by itself; anything that costs money is looked up first.",
    ),
    "unexpected_reply": (
        "{account} answered in a way that ShipDesk does not know.",
        "It does not fit at: {where}.",
        "Copy the request from Activity for the service's support.",
    ),
    "storage": ("ShipDesk's files could not be written.", "{reason}", "Check the disk."),
    "gone": (
        "ShipDesk does not know it any more.",
        "{reason}.",
        "The list is read anew in a moment; choose again.",
    ),
    "read_only": (
        "ShipDesk may not write its files.",
        "{path}: {reason}.",
        "Give yourself the right to write there, or take the write protection off; then try again.",
    ),
    "file_locked": (
        "Another program has ShipDesk's file open.",
        "{path} is locked, perhaps by a program for backups or against viruses.",
        "Close that program, or wait until it is through; then try again.",
    ),
    "network_share": (
        "ShipDesk's files are on a network share.",
        "{path} is on {kind}: locks do not hold there, so two computers could buy the same parcel.",
        "Keep them on a disk of this computer. Copies can go to the share: Settings › Backup.",
    ),
    "in_use": (
        "ShipDesk has these files open already.",
        "Process {pid} on this computer has had them open since {since}.",
        "Go to its window. If there is none, end that process, then try again.",
    ),
    "in_use_silent": (
        "ShipDesk has these files open already.",
        "Another process on this computer has them open, and does not tell which.",
        "Go to its window. If there is none, wait a minute or start the computer anew.",
    ),
    "in_use_elsewhere": (
        "Another computer has these files open.",
        "{host} opened them at {since} and has not closed them.",
        "Close ShipDesk there. Only if it is surely not open there, open the files here.",
    ),
    "purchases_closed": ("Nothing is bought now.", "{reason}", "{hint}"),
    "archive": ("This file cannot be taken.", "{reason}", "Choose another file."),
    "archive_unsafe": (
        "This file was not made by ShipDesk, or was changed.",
        "{reason}",
        "Nothing of it was taken. Choose a file that ShipDesk saved.",
    ),
    "archive_damaged": (
        "This file is damaged.",
        "{reason}",
        "Nothing of it was taken. Copy it once more, or choose an older one.",
    ),
    "archive_too_new": (
        "This file was made by a newer ShipDesk.",
        "It has version {found}, this program knows {known}.",
        "Install the newer version here, then choose the file again.",
    ),
    "archive_environment": (
        "This file belongs to another kind of profile.",
        "It is of {theirs}, and this profile is {ours}.",
        "Open the other profile and choose the file there.",
    ),
    "folder_missing": (
        "The folder for the copies is not there.",
        "{path} cannot be found. Is the disk connected?",
        "Connect it, or choose another folder in Settings › Backup.",
    ),
    "database_too_new": (
        "These files were made by a newer ShipDesk.",
        "{path} has version {found}, this program knows {known}.",
        "Install the newer version.",
    ),
    "disk_full": (
        "The disk is full.",
        "ShipDesk cannot write {path}.",
        "Make room; nothing is bought until then.",
    ),
    "database_damaged": (
        "ShipDesk's file is damaged.",
        "{path}: {reason}",
        "ShipDesk restores its last copy; purchases stay closed until it has been checked.",
    ),
    "print": ("It could not be printed.", "{reason}", "Check the printer and try again."),
    "no_printer": (
        "The printer {printer} is not there.",
        "{reason}",
        "Connect it, or choose another printer; it is printed then by itself.",
    ),
    "printer_unreachable": (
        "{printer} does not answer.",
        "{reason}.",
        "Switch it on or connect it, or choose another printer; it is printed then by itself.",
    ),
    "printer_paper": (
        "{printer} is out of labels.",
        "",
        "Put in a new roll, or choose another printer; it is printed then by itself.",
    ),
    "printer_ribbon": (
        "{printer} is out of ribbon.",
        "",
        "Put in a new ribbon, or choose another printer; it is printed then by itself.",
    ),
    "printer_open": (
        "{printer} is open.",
        "",
        "Close its head, or choose another printer; it is printed then by itself.",
    ),
    "printer_paused": (
        "{printer} is paused.",
        "",
        "Press its pause key, or choose another printer; it is printed then by itself.",
    ),
    "queue_stopped": (
        "{printer} is stopped.",
        "{reason}",
        "Resume it in the system's printer settings, or choose another printer.",
    ),
    "queue_rejects": (
        "{printer} takes no jobs.",
        "{reason}",
        "Let it take jobs in the system's printer settings, or choose another printer.",
    ),
    "printers_silent": (
        "The printing system does not answer.",
        "",
        "It is printed by itself when it does. Else restart the print service.",
    ),
    "no_printing_system": (
        "Nothing can be sent to {printer} from here.",
        "CUPS's library is missing.",
        "Install the package libcups2, or enter the printer as address:9100.",
    ),
    "queue_refuses": (
        "{printer} did not take the job.",
        "{reason}",
        "Nothing was printed. Look at the queue in the system's printer settings.",
    ),
    "paper_refused": (
        "{printer} cannot print on {width} × {height} mm.",
        "Its driver does not know this size of paper.",
        "Choose another paper, or add the size in the printer's settings.",
    ),
    "print_broken": (
        "Printing on {printer} broke off.",
        "Part of it may be on paper.",
        "Look at the printer before printing it again.",
    ),
    "print_file": (
        "The PDF file could not be written.",
        "{reason}",
        "Choose another folder for it.",
    ),
    "label_missing": ("There is no label to print.", "{reason}", "Fetch the label again."),
    "label_lost": (
        "The kept file is gone.",
        "It is no longer in the folder of this profile. {next}",
        "",
    ),
    "label_altered": (
        "The kept file was changed.",
        "It is not what the courier gave, so that it is neither shown nor printed. {next}",
        "",
    ),
    "label_kind": (
        "The file is not a label.",
        "{reason}",
        "The shipment stays bought. Fetch the label again or ask the courier.",
    ),
    "label_empty": (
        "The label file is empty.",
        "",
        "The shipment stays bought. Fetch the label again.",
    ),
    "label_is_page": (
        "A web page came instead of the label.",
        "Often that is a log-in or error page of the courier.",
        "The shipment stays bought. Fetch the label again or ask the courier.",
    ),
    "label_is_answer": (
        "A message came instead of the label.",
        "The file holds data, not a document.",
        "The shipment stays bought. Fetch the label again or ask the courier.",
    ),
    "label_too_large": (
        "The label file is too large.",
        "More than {megabytes} MB is not a label.",
        "The shipment stays bought. Ask the courier.",
    ),
    "label_pages": (
        "The document has too many pages.",
        "It has {pages}; at most {most} are printed at once.",
        "Save it and print it in parts.",
    ),
    "label_size": (
        "The page has an impossible size.",
        "It says {width} × {height} mm.",
        "The shipment stays bought. Fetch the label again or ask the courier.",
    ),
    "label_locked": (
        "The label is protected by a password.",
        "",
        "The shipment stays bought. Ask the courier for it without a password.",
    ),
    "label_damaged": (
        "The label file is damaged.",
        "It could not be read to its end.",
        "The shipment stays bought. Fetch the label again.",
    ),
    "label_hangs": (
        "The label file cannot be drawn.",
        "Drawing it did not come to an end and was stopped.",
        "The shipment stays bought. Fetch the label again or ask the courier.",
    ),
    "label_kills": (
        "The label file cannot be drawn.",
        "Drawing it broke off.",
        "The shipment stays bought. Fetch the label again or ask the courier.",
    ),
    "label_blank": (
        "The label is blank.",
        "No page of it has any ink.",
        "The shipment stays bought. Fetch the label again or ask the courier.",
    ),
    "label_not_drawn": (
        "This label is in a printer's own language.",
        "It can be sent to a label printer, but not shown or put into a PDF.",
        "Fetch the label again: it comes as its printer takes it. Or choose a label printer.",
    ),
    "label_language": (
        "The label is in the language of label printers.",
        "{printer} does not print that. {next}",
        "",
    ),
    "label_too_fine": (
        "The bars are too fine for {printer}.",
        "At {dpi} dpi they are narrower than two dots; a scanner may not read them.",
        "Take a finer printer or ask the courier for ZPL (Settings › Printers), or give a reason.",
    ),
    "label_cut": (
        "The label does not fit {stock}.",
        "At true size {millimetres} mm of it would be cut off.",
        "Choose another paper, shrink it, or print it cut.",
    ),
    "label_moved": (
        "It is printed elsewhere now.",
        "Labels of {courier} go to {printer}; it was put on a sheet with others before that.",
        "Print it again.",
    ),
    "sheet_gone": (
        "The paper is not a sheet of several labels any more.",
        "It is {stock} now; the labels were asked for together before that.",
        "Print them again.",
    ),
    "sheet_stopped": (
        "None of the {count} labels was printed.",
        "Each of them was stopped by its check.",
        "See each label: it says why, and offers what can be done.",
    ),
    "label_mismatch": (
        "This label belongs to another parcel.",
        "Its bar code says {found}, expected {expected}.",
        "Do not print it; fetch the label again.",
    ),
    "label_void": (
        "The label of {number} is void.",
        "The shipment is cancelled: its label must not be stuck on a parcel.",
        "“Print void label…” prints it with VOID over it.",
    ),
    "label_void_raw": (
        "This void label cannot be marked.",
        "It is in a printer's own language, over which VOID cannot be put.",
        "Nothing was printed. Save the file if it is needed.",
    ),
    "operation_refused": ("This cannot be done now.", "{reason}", "{hint}"),
    "already_open": (
        "This is already under way.",
        "The same act is open since {since}.",
        "See Activity.",
    ),
    "already_bought": (
        "This order already has a shipment.",
        "{shipment}",
        "Use “Ship another parcel…” if a second one is meant.",
    ),
    "payment_unknown": (
        "It is not known whether this order is paid.",
        "Cash on delivery would be lost if it were bought as paid.",
        "Settle it with P: paid, or COD with the amount.",
    ),
    "locker_missing": ("No locker is chosen.", "", "Choose the locker, then buy."),
    "weight_missing": ("The weight is not known.", "", "Type the weight, then buy."),
    "quote_missing": ("No quote is chosen.", "", "Ask for quotes and choose one, then buy."),
    "no_quote": ("No courier takes this parcel.", "{reasons}", "{fix}"),
    "not_asked": ("The prices are not known.", "{reasons}", "{fix}"),
    "choice_gone": (
        "The chosen service is not offered now.",
        "",
        "Choose another one for this order.",
    ),
    "changed_since": (
        "Changed since you looked.",
        "Not as it was shown: {what}.",
        "Look at it once more, then tick it again.",
    ),
    "sender_missing": (
        "There is no sender for this account.",
        "",
        "Open Settings › Senders and enter where parcels are collected.",
    ),
    "handing_in_missing": (
        "It is not known how the parcel is handed in.",
        "The courier is told when it is bought and it cannot be changed later.",
        "Choose “Courier collects” or “I drop off”.",
    ),
    "rule": ("{field}: not accepted.", "{reason}", "Correct it."),
    "secret_missing": (
        "{account} needs its token or password.",
        "It is not kept on this computer.",
        "Enter it once more; what waits for this account is kept.",
    ),
    "vault": (
        "The system's key store does not answer.",
        "{reason}",
        "ShipDesk asks for the secret at each start and keeps it in memory only.",
    ),
}
