"""Difficulties that others cause, or nature: those stop the work (LABELS.md §2.5-7).

Other people who do not act, things the work needs and has not, waiting for them, machines that
fail, weather, events, and being stuck. The names without an underscore are alternatives of one
pattern; `difficulties.py` puts them together.
"""

import re

from bot.understanding.phrases import phrases

# Who is not the writer. "xã em", "phòng tôi" and a bare "đơn vị" are; "3 xã", "các phòng" are not.
_BODIES = (
    r"(?:xa|phuong|thon|ap|xom|ban|to|huyen|phong|don vi|so|nganh|truong|tram|co quan|chi bo|khoa"
    r"|cong doan co so|chi doan|ho|nguoi|dong chi|ben|doan vien|benh vien|co so|nha|khu"
    r"|thanh vien)"
)
_MANY = (
    r"(?:cac|may|mot so|nhieu|ca|con|[0-9]{1,4}(?:/[0-9]{1,4})?|mot|hai|ba|bon|nam|sáu|sau|bay"
    r"|tám"
    r"|chin|muoi)"
)
_OWN_AFTER = r"(?! (?:em|toi|tui|minh|chung|chau|con|no)(?!\w))"
_SINGLE = phrases(
    """
    so y te, so xay dung, so tai chinh, so noi vu, so tu phap, so nong nghiep, so giao duc
    so ke hoach, so cong thuong, so thong tin, so khoa hoc, so van hoa, so giao thong
    so tai nguyen, so lao dong, tinh, trung uong, cap tren, tren, ubnd tinh, hdnd, hoi dong
    thuong truc, thuong vu, van phong chinh phu, chu tri
    kho bac, ngan hang, toa, toa an, cong an, thue, chi cuc thue, cuc thue, cuc thong ke, thong ke
    thanh tra, kiem toan, hai quan, dien luc, buu dien, bao hiem xa hoi, bhxh, chi cuc, tong cuc
    nha thau, thau, tu van, chu dau tu, nha cung cap, doi tac, cong ty, doanh nghiep, ben cung cap
    phu huynh, chu rung, hop tac xa, nong dan, ngu dan, truong thon, cong tac vien, don vi chu tri
    don vi thi cong, don vi tu van, don vi thiet ke, vnpt, viettel, fpt, ban quan ly, to tham dinh
    hoi dong tham dinh, co quan thue, co quan chuc nang, phia nha thau, phia doi tac
    benh vien tuyen
    lanh dao so, bo nganh, cap co tham quyen, vien kiem sat, tap doan, buu cuc, vien thong, khach
    tieu thuong, dan, ba con, nguoi dan, ho dan, chu ho, gia dinh, dan ho, ho kia
    vendor, contractor, people, staff, supplier, printer, nganh, co quan thong ke
    khu cong nghiep, giam sat, chuyen gia, huyen, ben ngoai, ben do, ben kia, ben tren, ben duoi
    """
)
_SHORT = (
    r"(?:so|bo|ho|vien)(?= (?:(?:chua|khong) (?:gui|tra|cap|cho|co|duyet|huong dan|ban hanh|mo"
    r"|giao|y kien"
    r"|phan hoi|cong bo|chiu|phoi|dong y|nhan|thong nhat|chot)|hen|hua|im|doi|khoa|moi (?:tra|rot"
    r"|cho))(?!\w))"
)
_NAMED = (
    r"(?:bo (?!phan|sung|tri|qua|may|ngo|sot|phieu|bieu|ho so)\w+ \w+"
    r"|ben (?!em|minh|toi|tui|chi|chung|anh|tau|do\b)[^\s,.;]+"
    r"|(?:cong an|thue|phong|xa|phuong|truong|xom|thon|ap|benh vien|hoi|so|ban) "
    r"(?!em|toi|minh|tui|chung|nay|ni|chi|anh|lieu|co\b)[^\s,.;]+ (?:[^\s,.;]+ )?(?=chua gui"
    r"|chua nop|chua tra|chua bao|gui cham|gui tre|gui trễ|khong gui|nop cham|gui thieu"
    r"|chua hop|chua ky|hua|hen|khong phoi|khong hop tac|khong nop|chua phan hoi|chua co y kien))"
)
_COUNTED = rf"(?:{_MANY} {_BODIES}{_OWN_AFTER}|{_BODIES} (?:ho|kia|[0-9]+|[^\s,.;]+ kia))"
# What they do, or do not, that leaves the writer waiting.
_FAIL_US = (
    r"(?:chua(?! den han| den ky)|khong(?! vuong| kip thoi| phai)|chang|chậm(?! nhat)"
    r"|(?:gui|nop|cap|lam|tra|ve|giao|bao|chuyen|rat|qua|hoi) (?:cham|tre|muon)|trễ|muộn|giai the"
    r"|im|bo (?:thau|ve|cuoc|hop dong|ngang|viec|tron)|hen|hua|doi (?:tai|them|lam|gia|quy|boi"
    r"|tien|bo|nhieu|cai|nang|tang|ho so|giay|thu tuc)|bao (?:tam )?dung|dinh chi"
    r"|khoa(?! hoc| giao)|tu choi|phan doi|khieu nai|khoi kien|(?<!y )kien(?! nghi| toan| thiet"
    r"| thuc"
    r"| dinh)"
    r"|can (?:tro|khong|xe|may|lai|do)|can$|tron|pha san|rut (?:thau|von|lui)|cat von|om tien"
    r"|xin dung|nghỉ|phan anh"
    r"|khieu kien|tranh chap|het (?!han|ngay|thang|tuan|quy|roi|so\b)|yeu cau (?:dung|tam dung"
    r"|lam lai|bo sung|sua)"
    r"|bat (?:dung|sua|lam lai)|moi (?:tra|co|cap|cho|gui|mo|giao|rot|duyet)|keo dai|gop y nhieu"
    r"|dang (?:giu|khieu|kien|tranh|dong|thanh tra)|refuse[sd]?|is die|is down|has not"
    r"|not deliver|hasn t|hasn't|haven't|run away)"
)
_THEIR_DUTY = (
    r"(?:ai |ky |dam |kip |co |duoc |dong loat |chiu |thay ){0,3}(?:gui|nop|bao(?! cao xong)|tra"
    r"|phan hoi"
    r"|cung cap|dong y|chiu|nhan|ky|hop|gop y|len so|khop|chuyen|dua|y kien|co y kien|chap"
    r"|thong nhat"
    r"|dong thuan|di doi|ban giao|cho|giao|cap(?! nhat)|mo|khoa so|chot|tham dinh|ket luan"
    r"|cong bo"
    r"|phe|huong dan|vao|ve|ban hanh|rot|quyet|xu|tham gia|phoi hop|hop tac|len)"
)
HELD_UP = (
    rf"(?:{_SINGLE}|{_SHORT}|{_NAMED}){_OWN_AFTER}(?: (?!em |toi |minh |tui "
    rf"|xin )[^\s,.;:!?]+){{0,6}}? {_FAIL_US}"
    rf"|{_COUNTED}(?: (?!em |toi |minh |tui |xin )[^\s,.;:!?]+){{0,5}}? (?:(?:chua|khong"
    rf"|chang) {_THEIR_DUTY}(?!\w)"
    rf"|(?!chua|khong){_FAIL_US}|kia chua$)"
)

# What work needs, and the ways of not having it.
_INPUTS = phrases(
    """
    kinh phi, von, tien, nguon, ngan sach, du toan, don gia, dinh muc, han muc, hoa don, chi tieu
    mat bang, mo dat, quy dat, may moc, so lieu, du lieu, danh sach, ho so, tai lieu, tài lieu
    giay to, ban do, ban ve, bao gia
    huong dan, van ban, chu truong, chi dao, y kien, quyet dinh, nghi dinh, thong tu, nghi quyet
    quy dinh, quy hoach, quy che, bieu mau, mau bieu, khung, de cuong, co che, luat
    thiet bi, vat tu, vat lieu, cat, xi mang, thep, vac xin, phoi
    can bo, nhan luc, nhan su, bien che, giao vien, bac si, nhan cong, nhan vien
    cong chuc, ke toan, chuyen vien, ky thuat vien, kinh nghiem, chuyen mon, co so vat chat
    can cu
    tai khoan, quyen truy cap, mat khau, chu ky so, con dau, phan mem, he thong
    kit xet nghiem, hoa chat, xang, nhien lieu, cay giong, con giong, phan bon, giay in, muc in
    hoi truong, hoc vien, giang vien, dung cu, linh kien, phu tung, trang thiet bi, tai tro
    sinh pham
    nguon luc, quan so, ky su, phien dich, chung chi, chu ky, van thu
    dia diem
    giay phep, ket qua, ket luan, tra loi, phan hoi, may tinh, may in, may do, tru so, phong hoc
    chung tu, thong tin, ban quyen, nha thau, doi tac, muc chi
    budget, data, money, funds, access, guideline, staff, internet, instruction, guidance
    """
)
# Short ones, and words of other meanings: only right beside the word of lack.
_SHORT_INPUTS = phrases(
    """
    dat, duong, cau, dien, nuoc, song, xe, ghe, tau, may, so, mau, bieu, thuoc, sach, ke, phao
    giong, nguoi, quyen, mang, don vi, bai, hang, wifi, tho, linh kien, may do, phong
    """
)
_NOT_LACKED = (
    r"(?! (?:gi|chi|vuong|kho khan|van de|y kien gi|thay doi|phat sinh|bien dong|chuc nang"
    r"|doi tuong|noi dung nay|nhiem vu|trong|ten|tro ngai|khieu nai|bao cao|du thao|chu nao"
    r"|dong nao|nhu cau|trach nhiem|tham quyen|ho so tre|truong hop|sai sot|ton dong|no xau)"
    r"(?!\w))"
)
LACK = (
    r"(?:khong|chua|chang|lam gi|dau|chua he)(?: he| thay| ai)? co (?:ai |mot |du |cac |them )?"
    rf"(?:{_INPUTS}|{_SHORT_INPUTS})"
    r"(?! (?:tre|trễ|qua han|ton|phat sinh|thay doi|gi|lieu|truoc|vi pham|moi phat|nao (?:tre|qua"
    r"|ton)|vuong|khac))"
    r"|(?:het|can|khong|chua rot|chua cap|lack of|no|not enough|lack|out of|without|w/o) (?:mot "
    rf"|ca |the |any |enough )?(?:{_INPUTS}|{_SHORT_INPUTS})"
    r"(?! (?:gia tri|hieu luc|nao|thuoc))"
    r"|(?<!toi )(?<!giam )(?<!toc )(?<!gui )(?<!nop )(?<!ghi )thieu(?! nhi| nu| sot| nien| thi"
    r"| gi| vai cai| bieu nao| [0-9]+ ?%| nua"
    r"| (?:moi |mot |[0-9] )?(?:chu ky|con dau|dau|phu luc)|[^,.;]{0,20} thi )(?= [^\s,.;])"
    rf"|(?:{_INPUTS}|{_SHORT_INPUTS}) (?:da |cung |gio |deu )?het(?= |$)(?! han| ngay| thang"
    rf"| gia tri| hieu luc)"
    rf"|(?:{_SHORT_INPUTS}) (?:chua (?:ve|co|du|giao|cap|rut|duyet|mo|den|ban giao|thong|lap)"
    rf"|khong (?:co|du|ve|ra|qua|vao|chay)|mo co|bi (?:cat|sat|hong|hu))"
    rf"|(?:{_INPUTS})(?: [^\s,.;:!?]+){{0,4}}? (?:chua|mo co|khong(?= co(?! van de| gi| vuong)"
    rf"| du| ve| con| cap| ma|$)"
    r"|cham|chậm|can kiet|khan hiem"
    r"|bi (?:tra|treo|khoa|ach)|thieu)(?! (?:den han|vuong|phai|xong|lam|viet|nop|gui(?! cho)"
    r"|soan))"
    r"|chua (?:duoc |nhan |thay ){1,3}(?:cap|bo tri|giao(?! viec)|phan bo|phe duyet"
    r"|huong dan|tra loi"
    r"|phan hoi|van ban|tien|von|kinh phi|so|ban giao|chuyen doi|chap thuan|tra|tiep can|mo)"
    r"|khong (?:ai|nguoi nao|don vi nao|nha thau nao) (?!lam|dung|viet|dong|so|ro|ngo|noi"
    r"|biet)\w+"
    r"|chua ai (?:ban hanh|cap|gui|nop|tra loi|nhan|dong y|ky|duyet|cho|huong dan|phe|tham gia"
    r"|du)"
    r"|khong (?:tuyen|muon|lien lac|xin|tim|lay|trich xuat|ky so)(?: \w+){0,3} (?:duoc|noi)"
)
# What may also be told of a duty that goes well, or is none: it takes a setback beside it.
LACK_MAYBE = (
    rf"(?:khong|chua|chang|lam gi|dau)(?: he| thay| ai)? co(?! duoc){_NOT_LACKED} \w+"
    rf"|co ai dau|co \w+ dau|khong du(?! dieu kien)|chua du(?! tuoi)"
    r"|khong con(?! gi| vuong| ai hoi| phai| kho)(?= \w)|chua ai \w+|thieu|phai (?:lam lai|chờ"
    rf"|đợi|lay lai|doi chieu|sua)"
)
WAIT = (
    r"(?:chờ|đợi|ngong|trong vao|trong cho|cho doi|waiting (?:for|on)|wait for|pending)"
    r"(?! (?:em|minh|toi|tui|xiu|ti|chut|anh|chi|lau|ty|nhe|a|roi|da|day|oi|bot|thoi|nua|dai|gi"
    r"|in|phat|dong|scan|xong|toi luot|den)(?!\w))(?= \w)"
)
WAIT_PLAIN = (
    r"(?:dang|con|phai|ngoi|van|do|vi) (?:cho|doi)(?! (?:em|minh|toi|tui|anh|chi|cac em|no|nen"
    r"|phep|ra)(?!\w))(?= \w)"
)
_SYSTEMS = phrases(
    """
    he thong, phan mem, may chu, server, mang, wifi, internet, duong truyen, may tinh, may in
    may scan, may quet, may anh, may photo, may moc, laptop, website, ung dung, truc lien thong
    token, chu ky so, tai khoan, bieu mau, otp, api, database, csdl, hop thu, email, luoi dien
    may xuc, may muc, thiet bi, cap quang, mo to, du lieu, server, web, trang web, link, file
    the nho, tram bom, xe cong, printer, system, network, portal, computer, software, internet line
    """
)
_SHORT_SYSTEMS = phrases(
    "mail, truc, trang, cong, dien, song, xe, tram, may, ghe, tau, app, tk, cau, dl"
)
_BROKEN = (
    r"(?:lỗi|loi|hỏng|hong|hu|sap|treo|rot|dut|lag|chap chon|mat(?! khau)|khoa|bao tri|nang cap"
    r"(?! len)"
    r"|yeu(?! cau)|cham|chậm(?! nhat)|full|het han|vua het han|cup|nghen|cu qua|chay rua|trac tru"
    r"|down|don(?! dep| ve)|error|crash"
    r"|die|expired|ngung|quay|do (?:cung|hoai|luon|may)|cháy|migrate|nang qua|(?:khong"
    r"|chua) (?:vao|vo|truy cap|dang nhap|len"
    r"|nhan|ket noi|mo|xuat|cho|chay|on dinh|load|bao tri|phuc hoi)|dang sua|dut cap|dung (?:hoat"
    r"|do|lai|chay)|qua tai|bi)"
)
FAULT = (
    rf"(?:{_SYSTEMS})(?: [^\s,.;:!?]+){{0,3}}? {_BROKEN}|(?:{_SHORT_SYSTEMS})(?: bi| dang| cu"
    rf"| lai| bao){{0,3}} {_BROKEN}"
    r"|(?<!xin )lỗi(?! cua em| em| cua toi| tai em| vi| anh| chi| sep| lanh| ban| thuong| hen)"
    r"|bao (?:lỗi|loi)|loi (?:he thong|phan mem|mang|font|[0-9]{3})|bug|mat (?:dien|mang|song"
    r"|nuoc|du lieu)"
    r"|cup (?:dien|nuoc)|cat dien|khong (?:dang nhap|truy cap|ket noi|vao duoc|vo duoc|login"
    r"|mo duoc"
    r"|nhap duoc|load)|dang nhap (?:khong|bao|hoai)|can t (?:log|access|open)|hỏng|system down"
    r"|quen mat khau|sap (?:mang|cau|he thong|server|web)|bi (?:hack|ma doc|ma hoa|virus"
    r"|ransomware)"
)
WEATHER = """
mua lu, mua bão, mua lon, mua to, mua qua, mua nhieu, mua suot, mua hoai, mua miet, mua dam
mua keo dai, mua lien tuc, mua lut, mua tron, mua rieng, troi mua, mua da, dang mua
bão, bão so, bão vao, bão vo, bão ve, bão toi, bão qua, con bão, chong bão, bão lon
lũ, lũ lut, lũ quet, nuoc lũ, lũ cuon, lut, ngap, nuoc ngap, nuoc len, nuoc chua rut
sat lo, duong sat, bi sat, sat roi, chia cat, co lap, trieu cuong, thoi tiet xau, thien tai
do thoi tiet, ret dam, ret hai, nang nong, gio cap, gio lon, song lon, bien dong, song to
duong tron, han han, cháy rung, heavy rain, storm, flood, flooding, dong dat, toc mai
"""
EVENTS = """
dich ta, dich benh, dich cum, dich lon, dich bung phat, o dich, heo dich, dich sot
tranh chap, khieu nai, khieu kien, khoi kien, kien ra toa, chong lan, chong cheo, niem phong
tang gia, gia thep, gia cat, gia vat lieu tang, gia vat tu, khan hiem, pha san, bo thau
dau thau lai, dau thau that bai, that lac, tam dinh chi, dinh chi
khong dong y, khong dong thuan, khong hop tac, khong phoi hop, chua dong y, chua dong thuan
khong chiu, chua chiu, khong cho do, phan doi, chua thong nhat, khong thong nhat, duong xa
thay doi mau, doi mau, doi chinh sach, doi bieu mau, het hieu luc, phai lam lai
lam lai tu dau, chua phan bo, chua giai ngan, chua di doi, chua ban giao, chua den bu
chua giai phong, sai dinh dang, gui thieu, gui cham, gui trễ, nop cham cua cac, bao cham
cap cham, ve cham, ve muộn, gui sai, phat hien di tich, doi tien, mac ket, mua qua, mua suot
mua hoai, mua miet, mua lien tuc, mua keo dai, mua lu, mua lut
troi mua, ret dam, ret hai, nuoc chua rut, bi chia cat, duong sat, bi co lap, cat tang gia
hop thu day, otp khong ve, dut hang, bao dut, gay cau, cau gay, mat trom, khoa so, dong so
khong bat may, khong nghe may
chua ket noi, chua dong bo, chua phan quyen, chua kich hoat, chua mo khoa, chua lien thong
chua kiem dinh, chua nghiem thu xong, chua thanh toan cho, gay nhip, hu hong
xuong cap
bi hu, sut lun, bi vo, sap do, chay kho, bi chay, het pin, mat tin hieu, mat ket noi
lech so
khong lien lac duoc, bo viec, nghỉ ngang, khong khop, chua khop, sai lech
khong thong nhat
khoa tai khoan, het han muc, mat ho so, that thoat, chua thong tuyen, bo tron, tu choi ky
so lieu lech, luong thap, tang cao
doi don vi tinh, dong cua, bi bat, mat mau, that lac
land dispute, dispute, power cut, power outage, blackout, typhoon, strike, bankrupt
"""
STUCK = (
    r"(?<!not )(?<!longer )(?<!never )(?:blocked|held up|delayed|stopped|hindered|hampered|slowed"
    r"(?: down)?) by(?: the| a| an| our| their)? \w+|"
    r"(?:vuong(?: mac)?|(?<!hop )(?<!dong )(?<!cong )tắc|kẹt|nghen|mac (?:kẹt|mot|o |cho)|ach tắc"
    r"|ach lai|ach"
    r"|ket(?= (?:cung|kinh|mat|von|vu|tien|so|hai quan|o |he thong|may|cho |thu tuc))|tac (?=o "
    r"|nghen|duong)|stuck (?:at|on|in|with)|kho khan)"
    r"(?! (?:gi|chi|la|nao|xe|cung|han|hoai|ghe|wa|luon|lắm|lam|qua|roi|vi|do|nen|a|anh|chi|ma"
    r"|duoc|va|nhung|so voi|dau)(?!\w))(?! o$)(?= \w)"
    r"|bi (?:lỗi|loi|cam|dinh chi|khoa|mat (?!thoi)|cat|canh sat|hoan|dut|treo|chay|cháy)"
    r"|not (?:allocated|approved|available|released|delivered|ready|working)|bat kha thi"
)
STUCK_ALONE = (
    r"bi (?:tra|tu choi)|tra (?:lai|ve|ho so)|(?:vuong|(?<!hop )(?<!dong )(?<!cong )tắc|kẹt"
    r"(?! xe)|bi ket|be tac|bi qua|kho qua|kho lắm|kho khan|ket cung|stuck)|mua$"
)

# Signing, approving, issuing by whoever it is: that wait is no difficulty (LABELS.md §2.7).
SIGN_OFF = re.compile(
    r"(?<!\w)(?<!do )(?<!vi )(?<!phai )(?:chờ|đợi|(?:dang|con|van) (?:cho|doi)|waiting for"
    r"|pending)(?! [^,.;\n]{0,30}(?<!\w)"
    r"(?:quy hoach|chu truong|du toan"
    r"|don gia|co che|von|kinh phi|de cuong)(?!\w)) (?:[^\s,.;]+ ){0,7}?(?:ky(?! thuat| hop"
    r"| kiem)|duyet|phe duyet"
    r"|ban hanh|thong qua|chu ky|dong dau|dau(?= ?(?:$|[,.;]))|phat hanh|gop y|xin y kien"
    r"|lay y kien|approve|approval|signature|sign|sep(?= ?(?:$|[,.;]|lon|roi))|tham dinh$|y kien$"
    r"|xem(?: lai| xet)?|tham tra)"
    r"(?!\w)(?! [^,.;]{0,30}(?<!\w)(?:moi|thi moi)(?!\w))"
)
