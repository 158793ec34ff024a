"""Places of the simulated world: lockers and points in Poland, towns with pincodes in India."""

from __future__ import annotations

from typing import NamedTuple


class Locker(NamedTuple):
    """One InPost machine (`kind` "locker") or service point ("pop")."""

    code: str
    town: str
    street: str
    building: str
    post_code: str
    latitude: float
    longitude: float
    kind: str = "locker"

    @property
    def province(self) -> str:
        """The voivodeship, as InPost writes it: in small letters."""
        return _PROVINCES[self.town]


class Town(NamedTuple):
    """One delivery area in India."""

    city: str
    state: str
    pincode: str
    area: str


_PROVINCES = {
    "Kraków": "małopolskie",
    "Warszawa": "mazowieckie",
    "Łódź": "łódzkie",
    "Gdańsk": "pomorskie",
    "Gdynia": "pomorskie",
    "Sopot": "pomorskie",
    "Poznań": "wielkopolskie",
    "Wrocław": "dolnośląskie",
    "Katowice": "śląskie",
    "Gliwice": "śląskie",
    "Sosnowiec": "śląskie",
    "Bielsko-Biała": "śląskie",
    "Lublin": "lubelskie",
    "Szczecin": "zachodniopomorskie",
    "Białystok": "podlaskie",
    "Toruń": "kujawsko-pomorskie",
    "Bydgoszcz": "kujawsko-pomorskie",
    "Rzeszów": "podkarpackie",
    "Radom": "mazowieckie",
}

LOCKERS: tuple[Locker, ...] = (
    Locker("KRA010", "Kraków", "Prosta", "5", "31-021", 50.0662, 19.9431),
    Locker("KRA012", "Kraków", "Długa", "41", "31-146", 50.0709, 19.9372),
    Locker("KRA01M", "Kraków", "Karmelicka", "28", "31-128", 50.0655, 19.9296),
    Locker("KRA118M", "Kraków", "Wielicka", "76", "30-552", 50.0356, 19.9702),
    Locker("KRA203", "Kraków", "Zakopiańska", "105", "30-418", 50.0128, 19.9245),
    Locker("KRA27A", "Kraków", "Kobierzyńska", "60", "30-363", 50.0311, 19.9065),
    Locker("WAW21M", "Warszawa", "Marszałkowska", "84", "00-514", 52.2265, 21.0147),
    Locker("WAW01A", "Warszawa", "Puławska", "132", "02-624", 52.1946, 21.0229),
    Locker("WAW118", "Warszawa", "Grochowska", "207", "04-077", 52.2441, 21.0811),
    Locker("WAW230M", "Warszawa", "Górczewska", "124", "01-460", 52.2396, 20.9363),
    Locker("WAW33N", "Warszawa", "Wołoska", "12", "02-675", 52.1803, 20.9996),
    Locker("WAW407", "Warszawa", "Modlińska", "8", "03-216", 52.2921, 20.9902),
    Locker("WAW512M", "Warszawa", "Światowida", "41", "03-144", 52.3244, 20.9450),
    Locker("LOD03M", "Łódź", "Piotrkowska", "217", "90-451", 51.7531, 19.4601),
    Locker("LOD11A", "Łódź", "Zgierska", "73", "91-463", 51.7951, 19.4496),
    Locker("LOD27N", "Łódź", "Rzgowska", "102", "93-153", 51.7330, 19.4757),
    Locker("LOD44M", "Łódź", "Wyszyńskiego", "9", "94-042", 51.7500, 19.4010),
    Locker("GDA03N", "Gdańsk", "Grunwaldzka", "82", "80-244", 54.3794, 18.6072),
    Locker("GDA08M", "Gdańsk", "Kartuska", "195", "80-122", 54.3503, 18.6023),
    Locker("GDA14A", "Gdańsk", "Chłopska", "7", "80-362", 54.4131, 18.5921),
    Locker("GDA29M", "Gdańsk", "Świętokrzyska", "54", "80-180", 54.3187, 18.5910),
    Locker("GDY05M", "Gdynia", "Morska", "96", "81-225", 54.5303, 18.5042),
    Locker("SOP02A", "Sopot", "Niepodległości", "771", "81-805", 54.4370, 18.5610),
    Locker("POZ18A", "Poznań", "Głogowska", "118", "60-243", 52.3921, 16.8891),
    Locker("POZ04M", "Poznań", "Garbary", "64", "61-758", 52.4098, 16.9402),
    Locker("POZ22N", "Poznań", "Dąbrowskiego", "146", "60-577", 52.4195, 16.8852),
    Locker("POZ37M", "Poznań", "Rolna", "36", "61-487", 52.3833, 16.9152),
    Locker("WRO42M", "Wrocław", "Legnicka", "58", "54-204", 51.1203, 16.9901),
    Locker("WRO09A", "Wrocław", "Powstańców Śląskich", "95", "53-332", 51.0937, 17.0206),
    Locker("WRO15M", "Wrocław", "Krakowska", "37", "50-424", 51.0970, 17.0630),
    Locker("WRO61N", "Wrocław", "Bałtycka", "16", "51-120", 51.1402, 17.0300),
    Locker("KAT07M", "Katowice", "Mariacka", "22", "40-014", 50.2573, 19.0249),
    Locker("KAT12A", "Katowice", "Chorzowska", "107", "40-101", 50.2690, 19.0005),
    Locker("KAT19N", "Katowice", "Kościuszki", "229", "40-600", 50.2306, 19.0014),
    Locker("GLI04M", "Gliwice", "Zwycięstwa", "36", "44-100", 50.2966, 18.6708),
    Locker("SOS03A", "Sosnowiec", "Modrzejowska", "12", "41-200", 50.2780, 19.1280),
    Locker("BIE06M", "Bielsko-Biała", "Partyzantów", "44", "43-300", 49.8120, 19.0415),
    Locker("LUB07A", "Lublin", "Zana", "19", "20-601", 51.2353, 22.5278),
    Locker("LUB15M", "Lublin", "Kunickiego", "58", "20-422", 51.2282, 22.5703),
    Locker("LUB21N", "Lublin", "Choiny", "2", "20-816", 51.2780, 22.5540),
    Locker("SZC11N", "Szczecin", "Wojska Polskiego", "31", "70-473", 53.4320, 14.5401),
    Locker("SZC05M", "Szczecin", "Struga", "44", "70-777", 53.3905, 14.6553),
    Locker("SZC18A", "Szczecin", "Łukasińskiego", "110", "71-215", 53.4443, 14.4992),
    Locker("BIA02M", "Białystok", "Lipowa", "14", "15-427", 53.1316, 23.1572),
    Locker("BIA09A", "Białystok", "Antoniukowska", "11", "15-740", 53.1409, 23.1238),
    Locker("BIA13N", "Białystok", "Wiejska", "57", "15-351", 53.1181, 23.1468),
    Locker("TOR05A", "Toruń", "Szosa Chełmińska", "84", "87-100", 53.0251, 18.5961),
    Locker("TOR08M", "Toruń", "Konstytucji 3 Maja", "12", "87-100", 53.0222, 18.6682),
    Locker("BYD03M", "Bydgoszcz", "Gdańska", "73", "85-022", 53.1345, 18.0107),
    Locker("BYD16A", "Bydgoszcz", "Fordońska", "141", "85-739", 53.1228, 18.0790),
    Locker("RZE01M", "Rzeszów", "Rejtana", "65", "35-326", 50.0260, 22.0203),
    Locker("RZE08A", "Rzeszów", "Hetmańska", "40", "35-078", 50.0260, 21.9960),
    Locker("RZE14N", "Rzeszów", "Krakowska", "20", "35-111", 50.0388, 21.9632),
    Locker("RAD04M", "Radom", "Żeromskiego", "51", "26-600", 51.4030, 21.1520),
    Locker("POP-KRA12", "Kraków", "Kalwaryjska", "33", "30-504", 50.0432, 19.9479, "pop"),
    Locker("POP-WAW07", "Warszawa", "Chmielna", "20", "00-020", 52.2333, 21.0155, "pop"),
    Locker("POP-WAW31", "Warszawa", "Francuska", "11", "03-906", 52.2354, 21.0537, "pop"),
    Locker("POP-LOD02", "Łódź", "Narutowicza", "48", "90-135", 51.7721, 19.4722, "pop"),
    Locker("POP-GDA05", "Gdańsk", "Rajska", "6", "80-850", 54.3572, 18.6476, "pop"),
    Locker("POP-POZ03", "Poznań", "Półwiejska", "29", "61-886", 52.4012, 16.9285, "pop"),
    Locker("POP-WRO06", "Wrocław", "Świdnicka", "18", "50-068", 51.1053, 17.0312, "pop"),
    Locker("POP-KAT01", "Katowice", "Warszawska", "13", "40-009", 50.2594, 19.0272, "pop"),
)
"""The points that exist; an order may name one that does not."""

INDIAN_TOWNS: tuple[Town, ...] = (
    Town("Pune", "Maharashtra", "411001", "Camp"),
    Town("Nagpur", "Maharashtra", "440010", "Dharampeth"),
    Town("Kochi", "Kerala", "682016", "Ravipuram"),
    Town("Mumbai", "Maharashtra", "400050", "Bandra West"),
    Town("Chennai", "Tamil Nadu", "600004", "Mylapore"),
    Town("Kolkata", "West Bengal", "700019", "Ballygunge"),
    Town("Bengaluru", "Karnataka", "560038", "Indiranagar"),
    Town("Hyderabad", "Telangana", "500034", "Banjara Hills"),
    Town("Ahmedabad", "Gujarat", "380009", "Navrangpura"),
    Town("Jaipur", "Rajasthan", "302001", "MI Road"),
    Town("Lucknow", "Uttar Pradesh", "226010", "Gomti Nagar"),
    Town("Indore", "Madhya Pradesh", "452003", "Old Palasia"),
    Town("Surat", "Gujarat", "395007", "Vesu"),
    Town("Delhi", "Delhi", "110016", "Hauz Khas"),
    Town("Gurugram", "Haryana", "122018", "Sector 47"),
    Town("Chandigarh", "Chandigarh", "160022", "Sector 22"),
    Town("Coimbatore", "Tamil Nadu", "641018", "Race Course"),
    Town("Mysuru", "Karnataka", "570023", "Kuvempunagar"),
    Town("Bhopal", "Madhya Pradesh", "462016", "Arera Colony"),
    Town("Patna", "Bihar", "800013", "Patliputra"),
    Town("Nashik", "Maharashtra", "422005", "College Road"),
    Town("Vadodara", "Gujarat", "390007", "Alkapuri"),
    Town("Guwahati", "Assam", "781005", "Dispur"),
)


def locker(code: str) -> Locker | None:
    """The point with that code, or None where there is none."""
    return _BY_CODE.get(code)


_BY_CODE = {point.code: point for point in LOCKERS}
