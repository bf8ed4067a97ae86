"""The words by which the cues of a reply are recognised: the first of the two tables of status.py.

Words are written as bot/understanding/normalise.py leaves them: lower case, no accents (but for
`APART`), shorthand and dialect replaced. A cue is a fact about the words, not yet an intent.
"""

import re

HAND_IN = (
    r"(?:nop|gui|ban hanh|phat hanh|up|upload|cap nhat|day|bao cao|chuyen|submit"
    r"|dang tai|dang(?= len)|nhap)"
)
_WORK = (
    r"(?:lam|trien khai|thuc hien|bat dau|tien hanh|viet|soan|dong|ro|so|nhuc nhich|khoi dong"
    r"|xu ly|xay dung|tong hop"
    r"|to chuc|ra soat|nhap|xem|mo|coi|dung)"
)
_PERSON = r"(?:anh|chi|a|c|ban|dong chi|d/c|dc|co|chu|em|bac|ong|ba|thay)"
_UNITS = (
    r"(?:so|phong|ban|ubnd|bo|chi cuc|trung tam|van phong|thanh tra|cong an|don vi|huyen"
    r"|xa|phuong|ben|tinh|cuc)"
)

# cue -> the words that give it (normalised: bot/understanding/normalise.py).
VOCABULARY: dict[str, str] = {
    # Not about a duty at all.
    "wish": r"chuc mung|(?:xin )?chuc (?:anh|chi|em|ca|moi|cac|ngay|le|sinh|ban|phong|co|sep"
    r")|sinh nhat|happy|lich truc"
    r"|phan cong truc|lien hoan|tat nien|chia buon|dam cuoi|di an|an gi|cafe|ca phe|nhau|da bong",
    "wrong_chat": r"nham (?:nhom|tin|so|nguoi gui|chat)|(?:nhầm|lon) (?:nhom|tin|chat"
    r"|phong chat)|gui nham|gui nhầm"
    r"|\[sticker\]|\[hinh anh\]|\[gif\]",
    # Asking.
    "asks": r"khi nao(?! thi)|bao gio|the nao|nhu nao|la gi|lam gi|ra sao|o dau|cho nao|may gio"
    r"|bao nhieu|ngay nao|mau nao"
    r"|ai (?:la|chu|lam|phu|se|theo|nhan|duyet|ky)|(?:nao|gi|ai|sao) (?:vay|the|ha|a|anh|chi"
    r"|nhi)|dau (?:vay|the|ha)|co phai|phai khong|dung khong"
    r"|hay la|(?:duoc|dung|phai|can|co) khong|khong (?:a|anh|chi|vay|nhi|sep|ta|nhe)? ?$"
    r"|ha (?:anh|chi|a|sep)|tai sao|vi sao"
    r"|(?:xin|gui|cho|co)(?: \w+){0,3} (?:mau|file|link|duong dan|bieu mau|de cuong|huong dan"
    r"|van ban)(?! hinh)"
    r"|what|when|how|who|where|cho em hoi|xin hoi|hoi (?:chut|ti|anh|chi)",
    "asks_whether": r"(?:da|duoc|xong|nop|gui|ky|duyet|lam)(?: \w+){0,4} chua"
    r"(?: (?:a|anh|chi|c|em|vay|sep|nhi|ban|ta))*"
    r"(?= ?(?:\?|$))|co phai(?! la)|phai khong|dung khong"
    r"|chua (?:anh|chi|a|c|em|sep|vay|nhi|ta|ha)? ?\?|hay (?:la )?(?:ve|gui|cua|chi)",
    # Not ours.
    "not_ours": r"(?:khong|chang|dau)(?: phai)?(?: la)? ?(?:thuoc )?(?:cua|chuc nang|tham quyen"
    r"|trach nhiem|nhiem vu cua|pham vi"
    r"|linh vuc|viec cua|phan cua|phan viec)|khong thuoc|khong phai (?:don vi|don vi|viec"
    r"|nhiem vu|phong|ben|co quan|em|toi|minh)"
    r"|khong (?:lien quan|ap dung|phu trach(?! nua)|chu tri|co chuc nang|duoc giao"
    r"|nhan (?:nhiem vu|viec))"
    r"|khong co (?:doi tuong|noi dung nay|nhiem vu nay)|khong phai (?:bao cao|thuc hien|lam"
    r"|nop)|khong can (?:bao cao|lam|thuc hien)"
    rf"|thuoc (?:tham quyen|chuc nang|trach nhiem|nhiem vu|linh vuc"
    rf"|pham vi)(?: \w+){{0,3}} {_UNITS}|giao (?:nham|nhầm|lon|sai)"
    rf"|(?:nham|nhầm|sai) (?:don vi|phong|nguoi|so|dia chi|doi tuong)|rut khoi"
    rf"|de nghi (?:chuyen|giao)(?: \w+){{0,4}} (?:cho|sang|ve) {_UNITS}"
    rf"|(?:xin )?tra lai (?:nhiem vu|viec|van ban)"
    rf"|(?:viec|nhiem vu|cai|noi dung)(?: nay)? (?:la )?(?:cua|thuoc)(?: ben)? (?!em|minh|toi"
    rf"|phong em){_UNITS}"
    rf"|(?:cai|viec|nhiem vu) nay (?:la )?{_UNITS}(?: \w+){{1,3}} (?:phu trach|chu tri|lam"
    rf"|quan ly)(?= ma| chu|$)"
    r"|(?:da )?(?:bi )?(?:bai bo|het hieu luc)|nhiem vu(?: nay)? da (?:huy|dung|thu hoi)"
    r"|da (?:co chu truong )?huy|(?:viec|nhiem vu)(?: nay)? (?:da |bi )*huy|wrong (?:person|unit)",
    # Somebody else's now.
    "handed_on": r"(?:lam|nhan|theo doi|phu trach) thay"
    r"|(?:da |se |duoc )?(?:ban giao|giao lai|chuyen giao)(?: \w+){0,4} (?:cho|sang"
    r"|ho so|lai)|(?:da )?ban giao (?:ho so|lai|xong|viec|cho)"
    rf"|(?:chuyen|giao)(?: (?:viec|nhiem vu|nay|lai|phan|cai|do|ho so|bao cao))*(?: (?:cho|sang"
    rf"|qua|ve))* (?:cho )?{_PERSON} (?!em|nhe|roi)\w+"
    # "chuyển cho Dung rồi": to a name; to an office, a superior or a later time it is another thing
    r"|(?:chuyen|giao)(?: (?:viec|nhiem vu|nay|lai|cai|do))* (?:cho|sang|qua) (?!so |bo |ubnd"
    r"|uy ban|lanh dao|van thu|van phong|co quan|cac |anh|chi|em|sep|nam|thang|tuan|quy|ngay"
    r"|dau|cuoi|sau|giai|buoc|khau|hom|mai)\w+(?: \w+)?"
    r"(?: (?:roi|lam|nhe|a|phu trach|theo doi))*\W*$"
    rf"|nho(?: \w+){{0,3}} (?:chuyen|giao)|(?:chuyen|nghỉ|nghi) (?:cong tac|viec|huu|che do)"
    rf"|luan chuyen|dieu dong|thoi viec"
    rf"|khong (?:con )?(?:phu trach|theo doi|lam) (?:viec nay |mang nay |nhiem vu nay )?nua"
    rf"|khong con (?:phu trach|lam o|theo doi|cong tac)"
    rf"|(?:gio|nay|hien|viec nay|bay gio|da co) {_PERSON} \w+(?: \w+){{0,3}} (?:nhan|lam"
    rf"|phu trach|dam nhan|theo doi|tiep nhan|xu ly)"
    rf"|do {_UNITS}(?: \w+){{0,8}} (?:tiep nhan|dam nhan)|phan cong (?:lai|cho)|uy quyen"
    rf"|reassign(?:ed)?|handed over|giao cho {_PERSON}",
    # More time.
    "asks_time": r"gia han|them thoi gian|xin (?:phep )?(?:them|lui|hoan|hoãn|tre|trễ|cham|chậm"
    r"|muon|muộn|khat|dời|doi|chuyen|den|toi|sang|qua|het|nop|gui)"
    r"(?! (?:y kien|phep|mau))|(?:cho|xin)(?: \w+){0,4} (?:them (?:thoi gian|han|it|vai|may|mot"
    r"|[0-9]+)|[0-9]+ (?:ngay|hom|tuan|thang))"
    r"|lui (?:thoi|han|lai|den|toi|sang|ngay|[0-9]|xuong|tien)|(?:hoan|hoãn|dời|doi) (?:lai|den"
    r"|toi|sang|han|thoi han|ngay|thoi gian|qua)"
    r"|dieu chinh (?:lai )?(?:thoi|han|tien|moc)|khat|keo dai (?:thoi|them|den)|noi (?:han"
    r"|thoi)|cho (?:em|minh|toi|ben em|phong em|don vi em)(?: xin)?"
    r" (?:den|toi|sang|qua|het|them|no|mai|thu [2-7])|extend|extension|postpone|(?:chuyen|doi"
    r"|dời) sang (?:nam|thang|quy|tuan|ngay)"
    r"|them (?:[0-9]+|vai|may|mot|hai|ba) (?:ngay|hom|tuan|thang)|cho no",
    "late": r"khong(?: \w+){0,3} kip|khong (?:the )?xong duoc|chua kip(?! \w)|(?:nop|gui|se"
    r"|bao cao|xin phep|hoi|bi|hoan thanh|xong) (?:hoi )?(?:trễ|tre|muộn|muon|cham|chậm)"
    r"|(?:trễ|muộn|tre|muon)(?: (?:ti|chut|xiu|mot|han|hon|so|roi|[0-9]+|den|toi|sang|vai|may"
    r"|it|nhe|a|tien|mat))|delay(?:ed)?"
    r"|(?:trễ|muộn)|(?:cham|chậm) (?:ti|chut|xiu|tien do|han|[0-9]+|mot|so|hon|vai|may)|qua han"
    r"|running late|will be late",
    # Cannot.
    "stopped": r"(?:phai |tam |bi |nen )(?:dung|ngung|dinh)(?! (?:tren|o |[0-9]))|da (?:ngung"
    r"|dung lai)|ngung tre|dap chieu|dinh tre|bo ngang|tam dung|dung lai|dung (?:vi|do)"
    r"|ngung lai|be tac|blocked|stuck|on hold|pending|treo(?! o)",
    "cannot": r"(?:khong|chang|chua)(?: the)? (?:thuc hien|trien khai|lam|tien hanh|xu ly"
    r"|giai quyet|di|chay|hoan thanh|nop|gui|vao|tiep)"
    r"(?: \w+){0,4} duoc|khong the (?:thuc hien|trien khai|lam|tien hanh|hoan thanh|nop|gui"
    r"|xong)|khong (?:lam|trien khai|thuc hien) noi|bo tay",
    # Under way.
    "going": r"dang|duong|con dang|trinh (?:ky|lanh dao|sep|giam doc|anh|chi|ubnd|so|duyet|cap"
    r"|ban)|(?:chờ|đợi) (?:[^,.;\n]{0,30} )?(?:ky|duyet|phe duyet"
    r"|ban hanh|thong qua|tham dinh)|da trinh|lay y kien|xin y kien|on track|in progress"
    r"|ongoing|working on|wip|du thao|lam tiep|tiep tuc"
    r"|hoan thien not|hoan chinh|kha kha|qua (?:nửa|nua)|hon (?:mot )?(?:nửa|nua)"
    r"|moi (?:bat dau|lam|trien khai|xong|duoc|hoan thanh|di)"
    r"|da (?:bat dau|trien khai|trinh|hop|khoi cong|tham muu|thanh lap|phan cong|dang|ra soat)"
    r"|dung tien do|bam tien do|theo tien do"
    r"|do dang|da lam(?! xong)|lam duoc|thuc hien duoc|trien khai duoc|phan con lai|con lai"
    r"|not it|xu ly not|gan (?:day|het|ve)|almost"
    r"|da (?:gui|nop) [^,.;\n]{0,40}(?:tham dinh|phe duyet|xem xet|cho y kien)"
    r"|da gui (?:cong van|van ban|giay)(?: den| cho)? (?:don doc|lay|xin|de nghi|yeu cau)",
    "unfinished": r"(?:chua|khong|chang) (?:xong|hoan thanh|hoan tat|het|xong duoc)|(?:gan|sap"
    r"|hau nhu|gan nhu|co ban|ve co ban|tam|suyt)(?: \w+){0,2} (?:xong|hoan thanh"
    r"|hoan tat|ve dich|done)|gan nhu|co ban|chua (?:duoc|dat|toi|den) (?:mot )?(?:[0-9]+ ?%"
    r"|nua|nửa)|not (?:done|finished|yet done)|xong (?:mot )?(?:phan|buoc|khau|giai doan|dot"
    r"|1 phan|mot nửa|nua|nửa)"
    r"|hoan thanh (?:mot phan|phan|buoc|du thao|ban thao|khau|giai doan)|chua (?:chot|day du|du"
    r"|trinh|ky|duyet|ban hanh|nghiem thu)",
    "left": r"(?<!khong )(?<!chang )con(?! gi| nua dau| phu| lam| cong| chi|ve| cach"
    r"| rieng [^,]*xong)(?= (?:khau|phan|buoc|lai|thieu|vuong|cho|chờ|đợi|doi|dang|moi|[0-9]"
    r"|mot|vai"
    r"|may|muc|viec|ho so|it|xa|phong|don vi|so|nhieu|tai lieu|cac|van|hoan|quyet|thanh toan"
    r"|nghiem|trinh|kiem|ky|ra|bo|chua|xin|duyet|sua))"
    r"|(?:chờ|đợi) (?:[^,.;\n]{0,30} )?(?:ky|duyet|phe duyet|ban hanh|thong qua|tham dinh)"
    r"|dang(?! ky| nhap)|(?:chi )?thieu|gui sau|lam not|bi (?:tra|tu choi|bac)|tra (?:lai|ve)"
    r"|(?:phai|yeu cau) (?:lam|sua|bo sung)",
    # Not begun.
    "starts_later": r"(?:mai|sau|toi|kia|nua|thu \w+|[0-9]|se|sap)(?: em)? (?:moi |se )?"
    r"(?:bat dau|khoi dong|trien khai)",
    "not_begun": rf"(?:chua|chang)(?: (?:co|duoc|he|ai|ky|thay|kip|ky|gi))* (?:{_WORK}"
    rf"|{HAND_IN}|trinh|bat tay|co gi|dung den|ra)"
    r"|chua co (?:gi|chu nao|dong nao)|not started|not yet|haven't|chua chi|khong kip lam"
    r"|moi nhan (?:duoc )?viec",
    "forgot": r"quen(?! thuoc| biet| viec)(?: mat| khuay| luon| beng)?|so suat|bo sot|sot mat"
    r"|khong de y|forgot",
    "bare_no": r"^\W*(?:(?:dda|em|thua|vang|a|anh|chi) )*(?:van )?chua(?: (?:co|dau|anh|chi|a"
    r"|c|em|oi|nhe|sep|nua|gi|ca|duoc))*\s*(?:[,.;!\n]|$)",
    # Received.
    "ack": r"ok|vang|duh|uhm|um|u|ro|da ro|nhan|da nhan|nhan duoc|da nhan duoc|nam (?:duoc"
    r"|roi)|da (?:biet|hieu|nam|xem|doc|tiep thu)|hieu roi|biet roi"
    r"|tiep thu|cam on|noted|yes|roger|copy|got it|received|nhat tri|de (?:em|minh|toi|ben em"
    r"|phong em)|em (?:se )?\w+(?: \w+){0,2} (?:ngay|lien|luon|gap|som)"
    r"|se (?:co gang|lam|thuc hien|hoan thanh|trien khai|nop|gui|bao cao|khan truong|chu y"
    r"|luu y|xu ly|kiem tra|som)|co gang|khan truong|tranh thu"
    r"|lam (?:lien|ngay|day)|nghiem tuc|da ghi nhan|ghi nhan|da lam ngay|sure",
    "machine": r"ignore (?:all|previous|any|the)|previous instructions|system prompt"
    r"|you are (?:now|a)|mark (?:all|every|this|the|task)|drop table|delete from|select \*"
    r"|<script|bo qua (?:moi|cac|tat ca|toan bo) (?:lenh|chi dan|huong dan|chi thi|yeu cau)"
    r"|danh dau (?:tat ca|moi|het|toan bo|viec|nhiem vu)|system:|assistant:|prompt"
    r"|hay (?:ghi nhan|cap nhat|dat|chuyen|coi) (?:tat ca|moi|toan bo)|set (?:all|status|every)"
    r"|update (?:all|tasks)",
    "said_no": r"khong (?:phai|co|duoc|the|biet|ro)|chua|gan(?! nhu nhau)|sap|khi nao|bao gio"
    r"|neu|hinh nhu|chac (?:la|xong)|co le|hoac|thi phai|dang le|tuong",
}  # fmt: skip
CUES = {name: re.compile(rf"(?<![\w/])(?:{words})(?!\w)") for name, words in VOCABULARY.items()}
