"""Names and streets from which the seeds make people who do not exist."""

from __future__ import annotations

import unicodedata
from random import Random

from shipdesk.simulator.places import INDIAN_TOWNS, LOCKERS, Locker, Town

POLISH_NAMES = (
    "Katarzyna Wójtowicz", "Paweł Kaczmarek", "Magdalena Piotrowska", "Michał Grabowski",
    "Barbara Pawłowska", "Jakub Michalski", "Aleksandra Król", "Mateusz Wieczorek",
    "Monika Jabłońska", "Adam Wróbel", "Natalia Majewska", "Łukasz Olszewski",
    "Karolina Stępień", "Rafał Malinowski", "Iwona Jaworska", "Bartosz Adamczyk",
    "Dorota Dudek", "Szymon Nowicki", "Sylwia Pawlik", "Wojciech Górski",
    "Beata Witkowska", "Kamil Rutkowski", "Marta Sikora", "Dariusz Baran",
    "Justyna Szewczyk", "Sebastian Ostrowski", "Renata Tomaszewska", "Filip Pietrzak",
    "Alicja Wróblewska", "Hubert Marciniak", "Kinga Zalewska", "Robert Jasiński",
    "Weronika Sadowska", "Maciej Bąk", "Elżbieta Chmielewska", "Dawid Borkowski",
    "Urszula Czarnecka", "Igor Sawicki", "Teresa Sokołowska", "Norbert Urbański",
)  # fmt: skip
INDIAN_NAMES = (
    "Ananya Sharma", "Rahul Verma", "Kavya Reddy", "Aditya Joshi", "Meera Pillai",
    "Siddharth Gupta", "Divya Menon", "Karan Malhotra", "Pooja Desai", "Nikhil Bhat",
    "Ishita Sen", "Manish Agarwal", "Sneha Patil", "Varun Chopra", "Ritu Saxena",
    "Harish Shetty", "Nandini Hegde", "Amit Trivedi", "Shreya Ghosh", "Sanjay Naidu",
    "Tanvi Apte", "Deepak Chauhan", "Leela Krishnan", "Farhan Qureshi",
)  # fmt: skip
POLISH_STREETS = (
    "ul. Lipowa", "ul. Kwiatowa", "ul. Słoneczna", "ul. Polna", "ul. Ogrodowa", "ul. Leśna",
    "ul. Mickiewicza", "ul. Sienkiewicza", "ul. Kościuszki", "ul. Wiśniowa", "ul. Szkolna",
    "al. Niepodległości", "ul. Brzozowa", "ul. Żeromskiego", "ul. Świętojańska", "os. Tysiąclecia",
)  # fmt: skip
INDIAN_STREETS = (
    "MG Road", "Station Road", "Lake View Road", "Temple Street", "Gandhi Marg", "Park Street",
    "Church Road", "2nd Cross", "Nehru Nagar", "Market Road", "Link Road", "Shivaji Path",
)  # fmt: skip
_POLISH_MOBILES = ("501", "512", "536", "571", "602", "661", "692", "726", "781", "883")


def email_of(name: str, order: int = 0) -> str:
    """A mailbox at example.test that fits the name."""
    folded = name.casefold().replace("ł", "l")
    letters = unicodedata.normalize("NFKD", folded).encode("ascii", "ignore").decode()
    words = "".join(letter if letter.isalnum() else " " for letter in letters).split()
    return ".".join(words) + (str(order) if order else "") + "@example.test"


def polish_phone(rng: Random) -> str:
    """A Polish mobile number, as people write it."""
    block = rng.choice(_POLISH_MOBILES)
    return f"+48 {block} {rng.randint(100, 999)} {rng.randint(100, 999)}"


def indian_phone(rng: Random) -> str:
    """An Indian mobile number, as people write it."""
    return f"+91 {rng.choice('6789')}{rng.randint(1000, 9999)} {rng.randint(10000, 99999)}"


def polish_street(rng: Random) -> str:
    """A street with a house number, and at times a flat."""
    flat = f"/{rng.randint(1, 60)}" if rng.random() < 0.5 else ""  # noqa: PLR2004 - every second
    return f"{rng.choice(POLISH_STREETS)} {rng.randint(1, 120)}{flat}"


def indian_street(rng: Random, town: Town) -> str:
    """A flat in a street of a part of the town."""
    return f"Flat {rng.randint(1, 24)}, {rng.choice(INDIAN_STREETS)}, {town.area}"


def machine(rng: Random) -> Locker:
    """Some parcel locker."""
    return rng.choice([point for point in LOCKERS if point.kind == "locker"])


def indian_town(rng: Random) -> Town:
    """Some town in India."""
    return rng.choice(INDIAN_TOWNS)
