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
    "label_missing": ("There is no label to print.", "{reason}", "Fetch the label again."),
    "label_kind": (
        "The file is not a label.",
        "{reason}",
        "The shipment stays bought. Fetch the label again or ask the courier.",
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
    "vault": (
        "The system's key store does not answer.",
        "{reason}",
        "ShipDesk asks for the secret at each start and keeps it in memory only.",
    ),
}

PHRASES: dict[str, str] = {
    "wait.approval": "Waits for Dash101 to approve the order. Settle it in the seller panel.",
    "wait.confirmation": "Waits for the courier to confirm the purchase.",
    "wait.settlement": "Waits for {account}.",
    "aside": "Put this parcel aside, checking until {until}.",
    "decide.look": "ShipDesk stopped in the middle. Look whether it was done, then decide.",
    "decide.none": "The courier shows nothing with this reference. Decide what to do.",
    "decide.several": "The courier shows more than one with this reference. Decide which is it.",
    "decide.differs": "The courier shows one that differs from what was sent. Compare and decide.",
    "adopted": "The reply was lost; it was found at the courier and adopted. Nothing more is paid.",
    "no_funds": "Not paid: no funds. Top up, then pay for this shipment.",
    "rejected_pickup": "The courier refused this collection.",
    "not_bought": "Not bought",
    "bought": "Bought, not printed",
    "sent_to_printer": "Sent to printer",
    "in_pickup": "In pickup {number}",
    "scanned": "Scanned by carrier",
    "by_contract": "by contract",
}
