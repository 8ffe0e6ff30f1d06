"""Names, streets, skills and tasks for sample data: of many languages and scripts, and of nobody in particular."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Naming:
    """How people of one language are called, and how many in a hundred of the sample are.

    Names stand with blanks between them; within a name there is a line below in the place of the blank.
    """

    language: str
    share: int
    given: str
    family: str
    family_first: bool = False

    def given_names(self) -> list[str]:
        """Tell what people are called by their parents."""
        return [name.replace("_", " ") for name in self.given.split()]

    def family_names(self) -> list[str]:
        """Tell what whole families are called."""
        return [name.replace("_", " ") for name in self.family.split()]

    def full(self, given: str, family: str) -> str:
        """Write a name in the order of the language; Chinese, Japanese and Korean have no space between."""
        if not self.family_first:
            return f"{given} {family}"
        return f"{family}{'' if self.language in {'zh', 'ja', 'ko'} else ' '}{given}"


NAMINGS = (
    Naming(
        "en",
        16,
        "Alice Ben Chloe Dan Ellie Finn Grace Harry Isla Jack Kate Liam Mia Noah Olivia Ruby Sam Tess",
        "Archer Baker Carter Dawson Ellis Fletcher Green Hughes Ingram Jones Kelly Mason Nolan Parker",
    ),
    Naming(
        "de",
        13,
        "Anke Björn Clara Dörte Emil Frieda Gönül Hanna Ilse Jürgen Käthe Lars Moritz Änne Silke Uwe",
        "Bäcker Förster Günther Hölzl Jäger Köhler Löwe Müller Schäfer Straßer Vogt Weiß Zöllner",
    ),
    Naming(
        "es",
        8,
        "Álvaro Belén César Inés Íñigo José Lucía Martín Nuria Óscar Pilar Raúl Sofía Tomás",
        "Ibáñez Muñoz García_López Peña Núñez Ordóñez Gómez_Ruiz Vázquez Castañeda",
    ),
    Naming(
        "fr",
        6,
        "Aurélie Benoît Chloé Étienne Françoise Gaëlle Hélène Joël Léa Noémie Rémi Solène Théo Zoé",
        "Lefèvre D’Aubigné Garçon Bélanger Gauthier Le_Goff Noël Périn-Roux Théron",
    ),
    Naming(
        "pl",
        5,
        "Agnieszka Błażej Celina Elżbieta Grażyna Jędrzej Łucja Małgorzata Paweł Stanisław Świętosława",
        "Brzęczyszczykiewicz Dąbrowska Gąsior Łukasik Nowak Śliwa Wójcik Źrebiec Żak",
    ),
    Naming(
        "tr",
        5,
        "Ayşe Burçin Çağla Doğan Elif Gökçe İbrahim Işıl Mehmet Özge Şükrü Ülkü Yiğit",
        "Aydın Çelik Doğru Güneş Işık Kılıç Öztürk Şahin Yıldız",
    ),
    Naming(
        "ar",
        8,
        "أحمد آمنة بلال حنان خالد رنا سامي عائشة فاطمة ليلى محمود مريم نور هدى يوسف",
        "الأحمد البيطار الحداد الخطيب الشامي العلي النجار حمدان سليمان قاسم",
    ),
    Naming(
        "fa",
        4,
        "آرش بهار پرویز داریوش ژاله سارا شیرین فرهاد کامران گلنار نسرین",
        "احمدی پارسا چگینی رضایی ژیان کریم‌زاده گلستانی محمدی",
    ),
    Naming(
        "he",
        2,
        "אבי דנה חנה יעל משה נועה רחל שירה תמר",
        "אלון ברק גולן כהן לוי מזרחי פרץ שלום",
    ),
    Naming(
        "ru",
        5,
        "Анна Борис Вера Галина Дмитрий Елена Игорь Людмила Ольга Пётр Светлана Юрий",
        "Абрамова Волков Жукова Зайцева Королёв Лебедева Соловьёв Щукина",
    ),
    Naming(
        "uk",
        5,
        "Андрій Богдана Ганна Їжак Катерина Лесь Мар’яна Наталія Олексій Соломія Юлія",
        "Бойко Ґудзь Коваленко Лісовий Мельник Поліщук Шевчук Ющук",
    ),
    Naming(
        "el",
        2,
        "Αγγελική Γιώργος Δήμητρα Ελένη Θανάσης Κώστας Μαρία Νίκος Σοφία",
        "Αλεξίου Βασιλάκης Δημητρίου Ιωάννου Καραγιάννης Παππάς",
    ),
    Naming(
        "zh",
        5,
        "伟 芳 娜 秀英 敏 静 丽 强 磊 洋 艳 勇 杰 小红",
        "王 李 张 刘 陈 杨 赵 黄 周 吴 欧阳",
        family_first=True,
    ),
    Naming(
        "ja",
        2,
        "陽子 健太 さくら 翔 美咲 大輔 葵 直樹",
        "佐藤 鈴木 高橋 田中 渡辺 伊藤 小林",
        family_first=True,
    ),
    Naming(
        "ko",
        2,
        "민준 서연 지호 하은 도윤 수아 예준",
        "김 이 박 최 정 강",
        family_first=True,
    ),
    Naming(
        "vi",
        3,
        "Ánh Bình Đức Hằng Khánh_Linh Minh Ngọc Quỳnh Thảo Tuấn",
        "Nguyễn_Thị Trần_Văn Lê Phạm Hoàng Đặng Bùi Đỗ",
        family_first=True,
    ),
    Naming(
        "hi",
        3,
        "अनीता अर्जुन इंदु ऋषि कविता दीपक प्रिया मीना राजेश सुनीता",
        "अग्रवाल गुप्ता चौधरी मिश्रा यादव शर्मा सिंह",
    ),
    Naming(
        "ta",
        1,
        "அருண் இளங்கோ கவிதா செல்வி தமிழ்ச்செல்வன் மீனாட்சி",
        "சுப்பிரமணியம் முருகன் ராமசாமி வேலு",
    ),
    Naming(
        "am",
        2,
        "አበበ ሰላም ተስፋዬ ሄለን ዮናስ ገነት",
        "ታደሰ ከበደ ወልደማርያም ገብረሥላሴ",
    ),
    Naming(
        "ka",
        1,
        "გიორგი ნინო თამარ ლევან მარიამ",
        "ბერიძე კაპანაძე გელაშვილი",
    ),
    Naming(
        "th",
        1,
        "สมชาย มาลี กานดา วิชัย ศิริพร",
        "ใจดี ศรีสุข แก้วมณี",
    ),
    Naming(
        "yo",
        1,
        "Adébáyọ̀ Fọláṣadé Olúwaṣeun Títílayọ̀",
        "Adéyẹmí Ògúnbánjọ Ọlátúnjí",
    ),
)

TAGS = (
    "kitchen", "driver", "van", "night shift", "first aid", "interpreter", "weekends", "childcare", "press", "phones",
    "bike", "keys", "newsletter", "lives nearby", "tools", "allotment",
)  # fmt: skip
NOTES = (
    "Prefers to be called in the evening.",
    "Can lend a van at weekends.",
    "Was at the open day, asked about the kitchen.",
    "Allergic to nuts.",
    "Back in spring.",
    "Knows the caretaker of the hall.",
    "Please write, do not call: works nights.",
    "Brought six people to the last meeting.\nWould like to help with interpreting.",
)
PRONOUNS = ("she/her", "he/him", "they/them", "sie", "er", "elle", "iel")
SKILLS = (
    "Cooking for a hundred", "Driving a van", "First aid", "Interpreting", "Bookkeeping", "Bike repair", "Plumbing",
    "Electrical work", "Childcare", "Layout and print", "Facilitating meetings", "Carpentry", "Sewing", "Web pages",
    "Legal advice", "Sound and light", "Gardening", "Tutoring", "Phone line", "Fundraising", "Mediation",
    "Food hygiene", "Writing", "Moving furniture",
)  # fmt: skip
PROJECTS = (
    "Community kitchen", "Bike workshop", "Repair café", "Language tandem", "Homework club", "Food shelf",
    "Tool library", "Winter coats", "Newsletter", "Phone line", "Open day", "Allotment", "Sewing circle",
    "Childcare rota", "Moving help", "Film evening", "Legal clinic", "Choir", "Neighbourhood map", "Furniture store",
)  # fmt: skip
PLACES = (
    "Harbour Street", "North End", "Mill Lane", "Old Depot", "River Park", "Station Square", "Hill Road", "Canal Side",
    "Weaver’s Yard", "East Gate", "Orchard Row", "Foundry Court", "Chapel Green", "Market Hall", "South Bank",
    "Tanner’s Row", "Lime Street", "Quarry Bank", "Ferry Stairs", "Almond Close", "Bell Yard", "Brick Lane",
    "Cooper’s Wharf", "Dyer’s Court", "Elm Terrace",
)  # fmt: skip
TASKS = (
    "Call back {name}", "Buy rice, lentils and oil", "Print the rota", "Book the hall", "Fetch the key from {name}",
    "Write the minutes", "Repair the trailer", "Put up posters", "Order bread for Thursday", "Clean the store room",
    "Ask {name} about the van", "Count the cash box", "Send out the invitation", "Label the shelves",
    "Check the fire extinguisher", "Find a stand-in for {name}", "Take the bottles back", "Update the phone list",
    "Set up chairs", "Thank the bakery",
)  # fmt: skip
PURPOSES = (
    "A hot meal three times a week, for whoever comes.",
    "Mend what is broken, together with its owner.",
    "People who want to learn a language meet people who speak it.",
    "What one has too much of, another needs.",
    "So that nobody has to move house alone.",
    "A place to ask, once a week, without an appointment.",
)
STAY_PURPOSES = ("visiting", "between flats", "volunteering", "course", "family visit")
WHO_PAYS = ("group", "self", "half and half")
HOUSES = ("Harbour House", "The Mill", "Lime Tree House", "Station House", "Orchard Flat", "Casa Río", "Haus am Kanal")
ROOMS = ("Garden room", "Blue room", "Attic", "Bay room", "Study", "Library", "Back room", "Corner room", "Loft")
EMAIL_WORDS = tuple(
    "amber birch cedar delta ember falcon garnet heron indigo juniper kestrel linden maple nettle otter pebble quartz "
    "river sparrow thistle umber violet willow yarrow".split()
)
EMAIL_HOSTS = ("example.org", "example.net", "mail.example.org", "post.example.net")
