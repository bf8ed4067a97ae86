"""What the clauses of a reply do besides naming a difficulty, as far as blocker.py has to know.

They tell how the work stands, put a difficulty in the past, deny or suppose it, or hand the task
to somebody else.
"""

import re

_WORK = (
    r"(?:lam|gui|nop|viet|trien khai|thuc hien|bat dau|tien hanh|bat tay|dung|dong|so|ro|ngo|go"
    r"|soan"
    r"|xu ly|giai quyet|tong hop|bao cao|hoan thanh|xong|khoi cong|khoi dong|nhap|chot|to chuc"
    r"|ban hanh|phat hanh|ra soat|xay dung|lap|thi cong|kiem ke|cap nhat|chi tra|thanh toan"
    r"|giai ngan|nghiem thu|xet|hop duoc|di tiep|tien trien|thay gi|chay duoc|quyet toan|trinh"
    r"|up|start|tuyen truyen|dang ky|tham muu|day|do dac|lap dat|doi soat|nhuc nhich|mo duoc)"
)
# The writer as the one who does it.
SELF = re.compile(
    r"\W*(?:(?:den nay|hien|da|gio|nay|nhung) ){0,3}(?:em|minh|tui|toi|chung toi|chung em|ben em"
    r"|don vi|chua|khong|viec nay|bao cao)(?!\w)"
)
# The work has not begun, stands still, is late, or more time is asked: that has a ground.
SETBACK = re.compile(
    r"(?<!\w)(?:(?:chua|khong|chang|kho)(?: (?:the|ai|he|co the|kip|cho|duoc|dam|bao gio|co gi"
    r"|con|di)){0,4}"
    rf" {_WORK}(?!\w)|(?:khong|chua|chang) [^\s,.;]+(?: [^\s,.;]+){{0,3}} (?:duoc|noi|xue|kip"
    rf")(?!\w)"
    r"|chua(?= (?:a|anh|chi|em|c|nhe|sep|dau|co)(?!\w)|\W*$)|(?:phai |tam |bi |dang )?(?:dung"
    r"|ngung|hoan|hoãn|treo|dinh)"
    r"(?! (?:quy|han|lich|tien|thoi|noi|chuc|mau|den|vay|the|gio|hen|thoi han))|be tac|bo tay"
    r""
    r"|chiu(?! trach| kho)|nam im|dap chieu|dung hinh|dung banh|dam chan|nam cho|ngoi cho|do dang"
    r"|lo hen"
    r"|khung lai|bo do|(?:bi|duong) roi|sao (?:ma )?(?:lam|duoc|nop|xong)|lam sao|(?:lam|xong"
    r"|bao cao) sao"
    r"|xin|gia han|lui|dời|khat|noi (?:han|ra|them)|trễ|tre(?! em)|chậm|cham(?! nhat)|muộn"
    r"|muon(?! nhat)"
    r"|delay|them (?:[0-9]|vai|may|mot|hai)|qua han|cho (?:no|them|em (?:den|toi|qua|sang|het"
    r"|xin)|minh|xa (?:em )?(?:den|toi|het)|truong (?:em )?(?:den|toi|het))|keo dai|gian (?:tien"
    r"|den|[0-9])"
    r"|0 ?%|not (?:start|yet|done|sent)|can t|cannot|can not|blocked|on hold|stuck|stop|suspended"
    r"|impossible"
    r"|haven t|hasn t|didn t|nothing|extension|kẹt|vuong|tắc|tac|hu bot|chua (?:gi|nua)|i ach"
    r"|moi (?:duoc|chi|co)?"
    r" ?[0-9]|chi (?:duoc|dat|moi)|thap hon)(?!\w)"
)
# Beside what is finished, a difficulty has to be one that is still there.
FINISHED = re.compile(
    r"(?<!\w)(?:(?:da|vua|moi)(?: [^\s,.;]+){0,2} (?:gui|nop|xong|hoan thanh|ban hanh|bao cao|len"
    r"|up|dang|trinh|ban giao)"
    r"|(?<!chua )(?:gui|nop|xong|hoan thanh|hoan tat|len|up|trien khai|lam|ky)"
    r"(?: [^\s,.;]+){0,3} (?:roi|het|xong|ca|duoc roi)|^\W*xong|xong\W*$)(?!\w)"
)
# Where a clause goes on to how the work stands: "kế toán ốm | chưa làm được".
STARTS_STATUS = re.compile(
    r"(?<!\w)(?:(?:em|nen|ben em|nay|viec (?:nay|ni)|gio|bao cao|bc|van|dang) ){0,4}(?:(?:chua"
    r"|khong|sao)(?: (?:the|ai|he|kip|co gi|dam|co the|ma|biet)){0,4}"
    rf" {_WORK}(?!\w)|moi (?:lam|viet|dam|trien|lap|tuyen|duoc)|sao (?:ma )?(?:lam|viet|man)|ma "
    rf"(?:lam|xay|do)(?= |$)"
    r"|cho (?:em|xin|minh|xa) |xin |mai em|em xin|em se|can (?:not|t) |thi (?:em|moi)|biet lam)"
)
# "không vướng gì", "đã hết khó khăn".
DENIED = re.compile(
    r"(?<!\w)(?:(?:khong|chang|chua|cha|het|dau|khoi|da (?:het|go|thao|xu ly|giai quyet|khac phuc"
    r"|thao go)"
    r"|(?:gio|nay|hien) (?:het|go|thao|da)|not|no)(?: (?:co|con|bi|gap|thay|he|phai|vi|gi|duoc"
    r"|xong|cac|nhung|bao|nhieu|any)){0,5}"
    r" (?:kho khan|vuong|tro ngai|kẹt|ket|lỗi|loi|tắc|van de|phat sinh|khieu nai|thieu|issues?"
    r"|problems?|blockers?)"
    r"(?:,? (?:vuong mac|kho khan|mac|tro ngai|gi)(?!\w)){0,3}|(?:khong|chang|chua) (?:co )?(?:gi"
    r"|chi) (?:vuong|kho|tro ngai|kẹt)"
    r"|(?:kho khan|vuong mac|vuong|lỗi|loi)(?: [^\s,.;]+){0,3} (?:da |deu )?(?:duoc )?(?:thao|go"
    r"|xu ly|giai quyet|khac phuc|het(?! han))"
    r"(?: go| xong| roi)?|khong (?:phai )?(?:vi |do |tai )?thieu)(?!\w)"
)
_TROUBLE = (
    r"(?:vuong|kẹt|ket|loi|lỗi|thieu|kho khan|chua co|bi tra|mat|rot|cup|chờ|đợi|het|hỏng|hong)"
)
# "trước vướng … nay xong".
OVER = re.compile(
    r"(?<!\w)(?:truoc|luc dau|ban dau|hoi|hom qua|hom truoc|dot truoc|bua truoc|dau nam)"
    rf"(?!\w)[^.;\n]{{0,40}}"
    rf"(?<!\w){_TROUBLE}(?!\w)[^.;\n]{{0,70}}(?<!\w)(?:gio|nay|hien|hom nay|sau|nhung|va|den)"
    rf"(?!\w)[^.;\n]{{0,40}}"
    r"(?<!\w)(?:xong|het|on|ok|co roi|duoc roi|du roi|go|thong|tra loi|duoc thao|duoc go"
    r"|binh thuong|co [^\s,.;]+ roi)(?!\w)"
    rf"|(?<!\w){_TROUBLE}(?!\w)[^.;\n]{{0,40}}(?<!\w)(?:gio|nay|hien) (?:[^\s,.;]+ ){{0,2}}"
    r"(?:co roi|het roi|du roi|tiep roi|go roi|on roi|binh thuong|thong roi|da sua|khac phuc"
    r"|duoc roi)(?!\w)"
    rf"|(?<!\w){_TROUBLE}(?: [^\s,.;]+){{0,3}} da (?:sua|xong|het|go|thao|khac phuc)(?!\w)"
)
# No task of ours: the ground given for that is not what stands in its way.
NOT_OURS = re.compile(
    r"(?<!\w)(?:khong (?:ap dung|thuoc|phai (?:nop|bao cao|lap|lam|gui|thuc hien)|chu tri"
    r"|phu trach|con hieu luc"
    r"|co chuc nang|can (?:nop|bao cao|lam|gui))|mien (?:bao|nop)|bai bo|xin rut|rut khoi"
    r"|(?:ke hoach|nq|nghi quyet|nhiem vu|chuong trinh|de an)(?: [^\s,.;]+){0,4} het hieu luc"
    r"|(?:dau|chang) (?:co |phai )?(?:thuoc|phu trach|quan ly|lam)|lam sao bao cao|lay gi "
    r"(?:ma )?bao cao|sai nhom"
    r"|sai don vi|khong dung (?:tham quyen|vai|doi tuong|chuc nang)|khong lien quan|khong co "
    r"(?:tham )?quyen (?=thuc|xu|quyet|ky)|khong co (?:tham )?quyen$|(?:thuoc )?tham quyen (?:cua"
    r"|cap)|trung voi|khong quan ly|xin mien|khong (?:con )?ap dung|mang nay|nua dau|khong con "
    r"(?:cap|phong|nhiem vu|bao cao|doi tuong|to chuc)|khoi (?:lam|nop|bao cao)|tra lai "
    r"(?:nhiem vu|viec))(?!\w)"
)
STILL = re.compile(
    r"(?<!\w)(?:con|dang|chờ|đợi|thieu|chua|khong|vuong|kẹt|phan doi|doi|kien|giu|tra)(?!\w)"
)
# Words of doubt that can be the whole message: "kẹt", "mưa quá".
STANDS_ALONE = re.compile(r"(?!khong|chua|chang|dau)")
# Somebody else does it now, and why is his news.
HANDED_ON = re.compile(
    r"(?<!\w)(?:giao (?:lai |het )?(?:cho|ban|viec|co|anh|chi|ong|cau|chu)"
    r"|(?:em|toi|minh|tui|da|hom qua|phong|se) (?:da |xin )?ban giao(?! mat bang| dat)"
    r"|(?:lam|phu trach|theo doi) thay|thay (?:em|toi|minh|tui)"
    r"|nho (?:[^\s,.;]+ ){0,3}(?:giao|chuyen)|(?:da|toi|em|minh) uy quyen|phan cong (?:lai|cho)"
    r"|chuyen (?:viec |nhiem vu |het )?(?:cho|sang|qua) (?!nam|thang|tuan|quy|thu)|dieu chuyen"
    r"|tiep quan|(?:dong chi|anh|chi|co|ban|chau) [^\s,.;]+ (?:tiep nhan|thay|lam (?:ho|gium)))"
    r"(?!\w)"
)
SUPPOSED = re.compile(r"(?<!\w)(?:neu|tru khi|lo nhu|gia su|phong khi)(?!\w)")
# Forgotten, asked, wished, or only supposed.
NOT_MEANT = re.compile(
    r"(?<!\w)(?:(?<!chua )quen(?! thuoc| biet| viec| mat khau)|so suat(?! cua)|bo sot|sot mat"
    r"|khong de y|nham(?! muc| thuc)|nhầm|neu|lo nhu|gia su|phong khi"
    r"|forgot|xin loi|xin lỗi|(?<!con )(?<!be )(?<!chau )nho|chuc|co (?:[^\s,.;]+ ){1,4}chua(?= "
    r"(?:anh|chi|a|sep|de)(?!\w)|\W*$)|chua (?:anh|chi|sep|ha)|khong (?:a|anh|chi|thua|sep|vay"
    r"|nhi)|hong (?:a|anh|chi)|tru khi|khong thuoc|khong phai|neu|hay la|hay khong|co gi thieu"
    r"|de (?:anh|chi) biet|ra sao|the nao|nhu nao|khi nao|bao gio)(?!\w)"
)
BY_WHOM = re.compile(  # "do phòng em viết": who does it, not why it stands
    r"^\W{0,8}(?![^.;]{0,60}(?<!\w)(?:chua|khong|chậm|tre)(?!\w))(?:ben |chinh )?"
    r"(?:[^\s,.;]+ ){1,7}?"
    r"(?:phu trach|chu tri|tiep nhan|dam nhan|dam nhiem|quan ly|tham muu|soan|viet|(?<!di )lam"
    r"(?! (?:cham|an|viec))"
    r"|tong hop|thuc hien|ky|ban hanh|to chuc|cung cap|chiu trach nhiem|theo doi|giao|gui|nop"
    r"|lap)(?!\w)(?! (?:tre|trễ|cham|chậm|muộn|thieu|sai))"
)
