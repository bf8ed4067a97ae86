"""Difficulties of capacity: what takes the writer's own time and strength (LABELS.md §2.6)."""

# Ill or bereaved, busy, away, few, new: each a difficulty by itself.
OWN = """
om, dang om, bi om, con om, bi benh, dang benh, benh qua, benh nang, phong benh, bi sot
con sot cao, em sot xuat huyet, cam cum, dinh cum, bi cum
bi cam
covid, sot xuat huyet, nam vien, nhap vien, di vien, vien ve, tu vien, nghen qua, ca mo, dau qua
tai nan, gay tay, gay chan, thai san, nghỉ sinh, nghỉ de, sap sinh, moi sinh, nghỉ om, nghỉ benh
nghỉ phep, nghỉ che do, nghỉ cuoi, nghỉ dot xuat, dam cuoi, dam tang, dam gio, dam hoi
viec hieu, co tang, nghỉ bu, nghỉ mat, di de, dau bung, dau mat, mat tieng, sot cao, sot 39, f0
duong tinh
cach ly, di nuoc ngoai, di kham suc khoe, dua con, don con, trong con, di lam giay to
ket xe ve tang gia boi roi, moi mat, viec gia dinh, nha em co viec, nha co viec
vo sinh, vo de, vo om, me om, bo om, me mat, bo mat, ba mat, ong mat, cham con, cham me, cham bo
cuoi em, cuoi con, dau lung, dau dau, mo mat, viem, ngo doc, cap cuu, gay xuong, xe tong, te xe
viec rieng, kham benh, dieu tri noi tru, sick, ill, maternity, in hospital
bận, bận qua, bận hop, bận viec, bận di, bận lam, bận thi, bận tiep, bận dai hoi, bận thanh tra
em bận, dang bận, hoi bận, con bận, toi bận, minh bận, qua bận, nhieu bận, vi bận, do bận, bận ron
bận nhieu, bận chuan bi, bận kiem tra, bận bau cu, bận quyet toan, bận dam, kẹt hop
kẹt thi, kẹt dam, kẹt qua, kẹt viec, kẹt lich, mac hop, mac dam, mac viec, busy, swamped
overload, overloaded, qua tai, ngap dau, ngap viec, bu dau, lu bu, sap mat, toi mat, kin lich
lich kin, lich day, full lich, full viec, full tuan, don viec, viec don, don het, don luc, don suc
tap trung cho, tap trung dai hoi, tap trung bau cu, tap trung toan luc, tap trung luc luong
tap trung lo, tap trung khac phuc, uu tien bau cu, uu tien dai hoi, nhieu viec, viec nhieu
viec chong, viec don dap, viec qua nhieu, viec ngap, chay viec, khong tho noi, xoay khong kip
oai viec
khong kip tro tay, lam khong xue, om nhieu viec, om may viec, khoi luong lon
khoi luong ho so lon, khoi luong … lon, khoi luong cong viec, kiem nhieu viec
viec dot xuat, nhiem vu dot xuat, chay dua, khong xue, chay khong noi, qua gap, qua ngan, cang qua
di cong tac, di tap huan, di vang, vang mat, di nghia vu, di kham, di truc, di chong, di tiep
di dam, di hien mau, di thi, tiep doan, truc bau cu, truc suot, dang truc, truc chong
truc lien tuc, hop suot, hop lien tuc, hop ca ngay, thi nang ngach, thi cong chuc, on leave
annual leave, out of office, on a trip, business trip
moi nhan viec, moi nhan ban giao, moi nhan nhiem vu, moi nhan hom, moi giao hom, moi ve phong
moi vao nghe, moi ve nhan, moi duoc phan cong, chua quen viec, chua quen, bo ngo, nhan su moi
it nguoi, nguoi it, mong nguoi, luc luong mong, co moi, con moi minh, mot minh, con mot minh
co 1 nguoi, co 2 nguoi, co 3 nguoi, co mot nguoi, co hai nguoi, co ba nguoi, chi co 2
chi hai nguoi
khong co thoi gian, chua co thoi gian, khong con thoi gian, khong du thoi gian, thieu thoi gian
khong ranh, chua ranh, khong kip tho, chua sap xep duoc, khong xoay kip, khong co thi gio
khong biet lam, chua biet lam, thieu ky nang, staff shortage, understaffed, short of staff
no time
"""
# These may also be told of a duty that goes well: "đại hội" may be the duty itself.
OWN_MAYBE = """
bau cu, dai hoi, dang thi, thi hoc ky, dang hoc, don lam, hoc lop, doan kiem tra, doan thanh tra
doan giam sat, doan kiem toan, di hoc, di nuoc ngoai, tap huan, viec nha, nhieu qua, mo ruot thua
dieu tri, moi nhan, moi giao, moi thanh lap, moi lap, vua nhan, vua tiep nhan, vua sap nhap
thay doi nhan su, thay nguoi, can bo moi, di phep, met qua, truc 24/24, kiem nhiem, di hop
di bau cu, nghỉ, em truc, toi truc, dang hop, hop lien mien, nghỉ viec, uu tien, chong bão
truc bão
chong dich, phong dich, chong lũ, chay lũ, huan luyen, cham thi, khai giang, tiep dan
tiep xuc cu tri, mua vu, cuu ho, thi dau, tiep khach, don doan, chuyen tru so, chuyen nha
doi tru so, sap xep bo may, don tru so
"""
