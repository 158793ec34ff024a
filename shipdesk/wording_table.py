"""The English sentences, by key; errors have three: what happened, why, what to do."""

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
        "Switch it on or choose another one; the label is kept.",
    ),
    "printers_silent": (
        "The printing system does not answer.",
        "",
        "Nothing was printed. Try again, or restart the print service.",
    ),
    "no_printing_system": (
        "Nothing can be sent to {printer} from here.",
        "CUPS's program lp is missing.",
        "Install the package cups-client, or enter the printer as address:9100.",
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
        "Choose a printer that speaks it, or fetch the label as PDF.",
    ),
    "label_too_fine": (
        "The bars are too fine for {printer}.",
        "At {dpi} dpi they are narrower than two dots; a scanner may not read them.",
        "Choose a finer printer or fetch the label as ZPL, or print it with a reason.",
    ),
    "label_cut": (
        "The label does not fit {stock}.",
        "At true size {millimetres} mm of it would be cut off.",
        "Choose another paper, shrink it, or print it cut.",
    ),
    "label_mismatch": (
        "This label belongs to another parcel.",
        "Its bar code says {found}, expected {expected}.",
        "Do not print it; fetch the label again.",
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

PHRASES: dict[str, str] = {
    "wait.approval": "Waits for Dash101 to approve the order. Settle it in the seller panel.",
    "wait.confirmation": "Waits for the courier to confirm the purchase.",
    "wait.offers": "Waits for the courier's offers.",
    "wait.choice": "Waits until an offer is chosen or the comparison is closed.",
    "wait.purchase": "Waits for the purchase of an offer.",
    "wait.settlement": "Waits for {account}.",
    "closed.damaged": "The file of what was bought was damaged, and its last copy is used.",
    "closed.gone": "The file of what was bought was missing.",
    "closed.shortened": "The last things that were written down are missing.",
    "closed.alone": "The file of what was bought came here without what belongs to it.",
    "closed.exchanged": "The file of what was bought is another one than before.",
    "closed.moved": "This profile came from another computer.",
    "closed.twice": "This profile is in use on {host}, too.",
    "closed.retired": "This profile was moved to {host}.",
    "closed.finder": "It opens when every courier was asked what was bought since.",
    "closed.retired.hint": "Go on there, or choose “Use this copy again” in Settings › Backup.",
    "aside": "Put this parcel aside, checking until {until}.",
    "decide.look": "ShipDesk stopped in the middle. Look whether it was done, then decide.",
    "decide.none": "The courier shows nothing with this reference. Decide what to do.",
    "decide.several": "The courier shows more than one with this reference. Decide which is it.",
    "decide.differs": "The courier shows one that differs from what was sent. Compare and decide.",
    "elsewhere.ours": "It is bought already: {shown}. Nothing was bought here.",
    "elsewhere.differs": "{shown} has this reference already, but another recipient or place. "
    "Nothing was bought here. Compare and decide.",
    "elsewhere.several": "More than one has this reference already: {shown}. Nothing was bought "
    "here. Compare and decide.",
    "adopted.elsewhere": "It was bought elsewhere and adopted. Nothing more is paid.",
    "adopted": "The reply was lost; it was found at the courier and adopted. Nothing more is paid.",
    "no_funds": "Not paid: no funds. Top up, then pay for this shipment.",
    "rejected_pickup": "The courier refused this collection.",
    "not_bought": "Not bought",
    "bought": "Bought, not printed",
    "elsewhere": "Bought elsewhere",
    "sent_to_printer": "Sent to printer",
    "in_pickup": "In pickup {number}",
    "scanned": "Scanned by carrier",
    "by_contract": "by contract",
}
