"""The words of replies, by what they say: one concept a name, one meaning a concept.

To teach a word, add it to its concept, in any spelling: lexemes.py spells phrases as normalise.py
spells replies. Phrases are parted by commas or line ends; "a/b" is either word. Accents matter
only where the word without them is another word ("chờ", "trễ": see `APART` in shorthand.py).

Of the phrases that begin at one place the longest is taken, with every concept it is listed under:
"chua" says not-yet, but not the one in "chua xong", which is one phrase. What the concepts of a
clause say together is for facts.py.
"""

VOCABULARY: dict[str, str] = {
    # --- who, and courtesy: no status by themselves ---
    "courtesy": """
        a, ah, nhe, oi, dạ, dda, thua, vay, đó, day, ne, thoi, the, lun, ban oi, ui, owi, gium
        giup, kinh, hihi, haha, please, pls, sir, sep oi, ca, nho, nhi, iu, hoai, nghe, ro rang
        huhu, anh oi, chi oi, em oi, c oi, a oi, bac oi, het roi, vay do, qua troi, do nhe
        nua nhe, ba, rùi, hoi chi, miet, it's, it, it is, this is, 🎉""",
    "person": """
        em, anh, chi, c, ban, dong chi, d/c, co, chu, bac, ong, ba, thay, sep, minh, toi, chau
        to, tui, ad, admin, hai, con, boss, lanh dao, cac anh, anh em, chi em, thang, be, bot, o
        chị iu, dong chi oi, may ban""",
    "title": """
        anh, chi, ban, dong chi, d/c, co, chu, bac, ong, ba, thay, thang, be, cu, mr, sep, a, c
        mrs, miss""",
    "own": """
        em, minh, toi, chau, ben em/minh/toi/nay, phong/xa/don vi/so/ban/truong em/toi/minh, i
        we, tui em, chung em, chung toi, don vi toi, truong em, xa chung toi, em thi, phuong em
        so em, hoi em, so toi""",
    "unit": """
        so, phong, ban, ubnd, bo, chi cuc, trung tam, van phong, thanh tra, cong an, don vi
        huyen, xa, phuong, tinh, cuc, ben, co quan, nganh, hoi, doan, mat tran, dang uy, to
        kho bac, truong, tram, uy ban, bao hiem, thue, quan su, vnpt, team, department, unit
        tu phap, noi vu, y te""",
    "of": "cua, la cua, thuoc",
    # --- shields: the words in these phrases do not mean what they mean alone ---
    "compound": """
        phan viec, bo phan, giai phap, dang uy, dang vien, dang bo, dang ky, xung dang, ke hoach
        tinh uy, so lieu, so nguoi, khoi luong, chat luong, luong nuoc, ket qua, ket luan
        cong tac, hop tac, doi tac, chi dao, chi bo, chi doan, chi cuc, chi tieu, chi tiet
        chi thi, chi nhanh, quy dinh, quyet dinh, nghi dinh, gia dinh, on dinh, nghi quyet
        thu truong, thu ky, thu tuc, van thu luu tru, can bo, can cu, can doi, thong bao
        bao dam, bao ve, bao hiem, cho biet, cho thay, tap huan, de an, de tai, nhan dan
        nhan vien, nhan su, ban than, muon hoi, tre em, trẻ em, tuoi tre, phap che, chu tich
        so sanh, chuong trinh, qua trinh, cong trinh, quy trinh, trinh do, to trinh, van de
        ngay thang, toan dan, ky thuat, thoi ky, nhiem ky, dinh ky, nam duoc, ho so, ho dan
        ho ngheo, dai hoi, hoi nghi, hoi dong, hoi truong, hoi thao, thu vien, yeu cau
        bieu mau so, khong gian, thanh pho, thanh vien, thanh nien, nam hoc, di dời, di doi
        dang tin, cap nhat, khao sat, bao gio cung, khong sao, trong khi, bao cao
        hoan canh, co so, hai ben, dat dai, cham diem, cham bai, muc tieu, muc do, thu chi
        nhà thầu, nhà nước, nhà trường, nhà văn hóa, nhà máy, khong phai chua
        khong phai la chua, chua xong gi nua, ai bao chua, dau phai chua, chu co phai chua
        ai ma, gia ma, du an, phuong an, giao an, dap an, ban an, vu an, kho khan
        bao chi, khai bao""",
    "not_late": """
        khong tre, khong trễ, khong muon, khong muộn, khong cham, khong chậm, chua tre, chua trễ
        chua muon, muộn nhat, cham nhat, chậm nhat, tre nhat, trễ nhat, truoc han, khong dam tre
        chua tre hen, khong qua han, khong xin lui, khong xin gia han, khong can gia han
        khong de tre, muon nhat, khong de trễ, khong de tre han, khong de cham, khong so tre
        khong con tre, khong trễ han, khong de trễ han, khong can them thoi gian
        khong phai gia han, khoi xin, khoi xin them, don vi gui cham""",
    "not_forgot": """
        khong quen, chua quen, quen thuoc, quen biet, quen viec, quen sao, dau quen
        quen sao duoc, khong dam quen, khong de sot, khong de quen, quen bao, quen tick
        quen bam, quen cap nhat, khong bao gio quen""",
    "on_fine": """
        khong vuong, khong vuong gi, khong co vuong, khong co vuong mac, khong kho khan
        khong co kho khan, khong co gi vuong, khong con vuong, khong tro ngai, khong con
        khong vuong mac gi, khong gi vuong""",
    # --- finishing, and handing in ---
    "finished": """
        xong, xong xuoi, hoan thanh, hoan tat, hoan thien xong, done, complete, completed
        finished, finish, ket thuc nhiem vu, tat toan, tron ven, xong het, dut diem, on thoa
        ve dich, hoan tat het, lam het, dau vao do, closed, da ket thuc, vuot ke hoach
        vuot chi tieu, vuot muc, thang loi, tron viec, dat muc tieu, tram phan tram
        mot tram phan tram, het viec, het phan viec, xong ca, hoan thanh het, hoan tat moi viec
        khep lai, da dua vao su dung, 🏁, het tron, nothing left, done done, xong tat
        hoan thanh nhiem vu, da xong, du het, dau vao day, da trien khai xong, thong xe
        dat ket qua, ket thuc duoc roi, mo khoa xong, lam xong, chay tot, nap roi, finalised
        finalized, released, concluded, tron goi, het viec roi, xong khoe, xong bang, xong beng
        xong tuot, xong luon, gon gang, ok het, dat chuan, chot so, gom du, lap du
        nop du, trong du, dua vao hoat dong, het phan su mang, dat 100, xong truoc han
        hoan thanh truoc han, xong som, hoan thanh som, dat loai gioi, ket thuc""",
    "considered": """
        coi nhu xong, coi nhu hoan thanh, xem nhu xong, de nghi ket thuc, xin ket thuc
        de nghi dong, de nghi tat toan, cho dong, khong con gi, dong nhiem vu, ket thuc nhiem vu
        khep lai""",
    "ticked": "✅, ✔, ☑, 💯",
    # Sounds finished, but is said of what one has, or of how one is: no report of the work.
    "enough": "du roi, day du roi, on roi, da co roi",
    "hand_in": """
        nop, gui, day len, up, upload, phat hanh, ban hanh, nop bao cao, gui bao cao, submit
        chuyen len, gui mail, scan gui, bam gui, ban zalo, send, gui qua, len he thong, len truc
        nop len, tra ket qua, gui van ban, gui file, gui ban, post, dang len, dua len, trao
        tra bai, nop bu, dinh kem, gui kem, den noi, dang tai, duoc dang, nap, nap bao cao
        co tren he thong, tren he thong da co, toi hop thu, nop duoc, gui duoc, khep lai
        len drive, day bao cao, goi, goi bao cao, goi so, len he thong het, gui lai
        co trong hop thu, nam trong do, gởi, giao nop""",
    "sent": """
        sent, submitted, issued, uploaded, handed in, published, delivered, emailed, da bao cao
        gui day, gui a, nop day, em gui bao cao, xin gui bao cao, xin gui anh
        mission accomplished, kinh gui kem, gui anh bao cao, gui chi bao cao
        handed it in, turned it in, turned in, sent it in""",
    "issue": """
        ban hanh, phat hanh, cong bo, ban hanh quyet dinh, ky ban hanh, issued, published""",
    "closing": """
        nghiem thu, thanh ly, quyet toan, ky ban hanh, dua vao su dung, khanh thanh, giai ngan
        ky, tong ket, ra mat, niem yet, tiem, cap phat, chi tra, cong bo, to chuc, be mac
        be giang, quan triet, thong qua, phe duyet, duyet, cap, phat, khai giang, dong dien
        ky ket, tra ket qua, ban giao mat bang, ban giao dat, ban giao cong trinh, ban giao may
        ban giao cho dan, ban giao cho chu dau tu, ban giao dua vao, ban giao xong mat bang
        ban giao xong may, ban giao tai lieu, ban giao san pham, ban giao tai san
        nghiem thu ban giao, ban giao xe, ban giao thiet bi, ban giao can ho, bàn giao nhà""",
    "approved": """
        da duoc phe duyet, da duoc ky, da duoc duyet, da duyet, da ky, da ky ban hanh
        da phe duyet, da thong qua, duoc thong qua, da duoc thong qua, duyet roi, ky roi
        phe duyet roi, thong qua roi""",
    "do": "lam, thuc hien, hoan thien, lam viec do, trien khai, hoan chinh",
    "all": """
        het, tat ca, toan bo, du, day du, sach, het ca, het tron, ca roi, deu, all, everything""",
    "already": """
        roi, already, ca roi, luon roi, roi day, roi do, da roi, luon roi""",
    "past": "da, vua, vua moi, moi vua, da duoc, vua duoc, đã, have, just, da kip, da cho",
    "past_time": """
        hom thu, hom qua, tu hom, từ hom, luc, sang qua, chieu qua, tối qua, toi qua, trua qua
        hom kia, hom truoc, vua roi, tu luc, từ luc, tu thu, từ thu, tuan truoc, thang truoc
        dem qua, sang nay, trua nay, hoi sang, hoi chieu, hoi tối, hoi toi, hoi nay, hoi trua
        tu sang, từ sang, tu chieu, từ chieu, tu tuan, từ tuan, tu thang, từ thang, tu dau
        từ dau, lau roi, tu lau, từ lau, tu doi, yesterday, last week, this morning, tu mung
        từ mung, tu ngay, từ ngay, hom cn, hom chu nhat, vao luc, qua roi, vua qua, tu may hom
        hai hom roi, hom thu 7, hom thu 6, ngay hom qua, tu doi nao, từ doi nao, tu trua
        từ trua, tu hom qua, từ hom qua, tu hom truoc, tu sang nay, hom thu hai, hom thu ba
        hom thu tu, hom thu nam, hom thu sau, last friday, last monday, just now, tu truoc
        từ truoc, tu thang truoc, từ thang truoc, tu tuan truoc, từ tuan truoc, tu nam truoc
        từ nam ngoai, xong truoc han, hoan thanh truoc han, xong som, hoan thanh som, 3 hom roi
        may hom roi, nop truoc han, nop som""",
    "since": "tu, từ, tu ngay, từ ngay, tu mung, từ mung, from",
    # --- work, its steps, and signing-off ---
    "work": """
        lam, trien khai, thuc hien, tien hanh, viet, soan, tong hop, xay dung, ra soat, lap
        xu ly, mo, bat dau, khoi dong, bat tay, chuan bi, tham muu, so hoa, dong vao, go
        nghien cuu, nhuc nhich, khoi cong, start, started, touched, rung tay, phan cong, ke khai
        dieu tra, phat dong, dua, mo may, rung, mo tay, giai ngan, lam gi, lam chi, lam ra
        dung den, dung vao, dung tay, dung toi, mo file, ngo toi, to chuc, co gi, so mo, so toi
        bat tay vao, rang, thuc thi, xem, doc""",
    "writing": """
        viet, soan, tong hop, bien soan, hoan thien, soan thao, luu nhap, danh may, ky
        lam bao cao""",
    "step": """
        phan, buoc, khau, giai doan, chuong, mot nua, 1 nua, 1 phan, mot phan, phan 1, vong
        so bo, phan tho, phase, step, nua, nửa, phan nua, thiet ke, phan ra soat, dot dau, muc 1
        mong""",
    "draft": "du thao, ban thao, de cuong, ban nhap, draft, dan y, len khung",
    "ongoing": """
        dang, van dang, con dang, do dang, tiep tuc, lam tiep, lam not, hoan thien not
        dang trong qua trinh, on track, in progress, ongoing, working on, dung tien do
        bam tien do, theo tien do, dam bao tien do, kha kha, duoc mot phan, qua nua, hon nua
        qua nửa, hon nửa, da bat dau, bat dau roi, moi bat dau, da trien khai, dang lam
        vao guong, duoc nhieu, di vao, under way, underway, halfway, gia nua, tien trien
        nhap do, dang viet, nhuc nhich, moi nhuc nhich, lam duoc mot, duoc mot nua, nửa roi
        nua roi, moi duoc, gan toi dich, dang chay, dang tien hanh, started, tiep roi
        lam tiep roi, van lam, chay tiep, theo lich, khoi dong roi, troi chay, on track roi
        drafting, compiling, going well, dang trien khai, in process, processing, con ca dong
        do tay, dang di do, dang di kiem tra, dang di thu thap, binh thuong, theo dung ke hoach
        van binh thuong, dang bo sung, bo sung lai, vua lam, moi len, chay nuoc rut
        di vao hoat dong, wip, on schedule, almost there, more than half, under review
        less than half, con do, viet do, lam do, bam ke hoach, van bam ke hoach
        collecting, gathering, reviewing, preparing, consolidating, finalising, finalizing
        being finalised, being finalized, being prepared, being drafted, being reviewed""",
    "going_on": "dang, van dang, con dang, still",
    "now": """
        gio, bay gio, hien, hien nay, gio thi, con moi viec, con mỗi viec, tru cai, tru
        hien tai, va con, con mỗi, chi con""",
    "almost": """
        gan, gan nhu, sap, hau nhu, co ban, ve co ban, suyt, tam, almost, nearly, mostly, partly
        half, xap xi, chuan bi, partially, gan gan, sap sap""",
    "sign_off": """
        trinh, trinh ky, cho ky, cho duyet, chờ ky, chờ duyet, chờ phe duyet, chờ ban hanh
        chờ thong qua, đợi ky, đợi duyet, cho phe duyet, tham dinh, chờ tham dinh, lay y kien
        xin y kien, da trinh, trinh lanh dao, xin chu ky, tren ban sep, trinh sep, chờ lanh dao
        chờ dong dau, chờ chu tich, chờ giam doc, awaiting signature, for signature
        for approval, chờ tham tra, tham tra, chờ hop thong qua, cho ban hanh, đợi sep
        nam ban sep, nam ban, cho chu ky, luan chuyen, tren ban anh, trinh roi
        tren ban chu tich, ky nhay, gui truong phong, gui sep, gui lanh dao, gui giam doc
        gui anh xem, gui chi xem, gui chu tich
        sign-off, sign off""",
    "signature": """
        ky, duyet, phe duyet, ban hanh, thong qua, dong dau, chu ky, tham dinh, ky duyet, bam""",
    "wait": """
        chờ, đợi, cho doi, chờ đợi, waiting, awaiting, wait, ngong, đợi them, ngoi chờ
        ngoi khong, dang chờ, dang đợi, van chờ, con chờ, van đợi, dang ngong, dang cho doi""",
    "left": """
        con thieu, con lai, phan con lai, con khau, con phan, con buoc, con chờ, con cho
        con mot, con vai, con may, con it, con muc, chi con, con mỗi, ngoai tru, gui sau
        con chua, so con lai, con quyet toan, con nghiem thu, con sua, con trinh, bi tra, tra ve
        con nua, except, apart from, remaining, lam not, sua lai, lam lai, yeu cau sua, bac lai
        con 1, con 2, con 3, con 4, con 5, con 6, con 7, con 8, chi chờ, chi đợi, chinh lai
        con sot, tru ho, tru 2, tru hai, tru mot, thieu xa, con thieu xa, dang sua, con bieu
        con in, con viet, nua la xong, nua la gui, con mỗi viec, con moi viec, tru cai
        con chi bo, con cac, con hai, con ba, con bon, con nam, missing, remains
        needs, just needs, still needs, con xiu nua
        con chut nua, ky nua la xong""",
    "formality": """
        ban giay, ban cung, ban goc, ban mem, ban scan, scan, dong dau, tren phan mem
        tren he thong, phan mem, he thong, ho so luu, luu tru, luu ho so, van thu, dong viec
        cap nhat phan mem, tick, bam hoan thanh, paper copy, hard copy, bam ket thuc""",
    # --- not yet, not, cannot, stopped ---
    "not_yet": """
        chua, chuwa, van chua, not yet, yet to, chua he, chua kip, chua duoc, chua ai, haven't
        hasn't, havent, hasnt, chua thay
        has not, have not, had not, hadn't, didn't, did not, not been, not even""",
    "not": """
        khong, chang, deo, chả, cha, not, never, cannot, can't, cant, don't, didn't, isn't, khoi
        dau co, khong co, khong the
        won't, will not, wouldn't, would not, doesn't, does not, aren't, are not, wasn't, is not
        do not""",
    "not_have": "khong co, khong con, dau co, khong he co, lam gi co, khong co gi de",
    "denial": """
        xong dau, roi dau, dau ma, dau co, lam gi co, xong gi, xong sao duoc, lam sao
        xong cai gi, gi ma xong, co xong, hinh nhu, tuong, ngo, ai bao, ai noi, lam gi ma
        dau da, nghe noi, tuong la, not finished, not done, not completed, dau phai xong
        chac xong, xong chang, bao gio xong, xong doi, thoi xong, chac la xong, lam het suc
        het suc""",
    "possible": """
        co the, kho ma, kho long, kho co the, kho xong, kho hoan thanh, kho hoan tat, kho gui
        kho nop, chua chac, khong chac, might be, may be, could be""",
    "surely": "chac chan, cho chac",
    "hedge": """
        chac, chac la, chac vay, co le, co ve, duong nhu, nghi la, nghi xong, nghi da, em doan
        doan la, doan chac, theo em biet, theo em duoc biet, theo toi biet, theo minh biet
        nghe dau, nghe bao, nghe noi, hinh nhu, maybe, perhaps, probably, possibly, apparently
        i think, i guess, i believe, i suppose, we think, we believe, seems, not sure""",
    "unfinished": """
        chua xong, chua hoan thanh, chua hoan tat, khong xong, chua het, chua dau vao dau
        gan xong, sap xong, gan hoan thanh, co ban xong, co ban hoan thanh, hau nhu xong
        chua ky, chua duyet, chua trinh, chua ban hanh, chua chot, chua day du, chua du
        chua nghiem thu, chua phat hanh, chua phe duyet, not finished, not done, almost done
        chua xong han, sap hoan thanh, chua duoc duyet, chua duoc ky, gan ve dich, sap ve dich
        co ban la xong, gan nhu xong, chua duoc 1, suyt xong, chua toi, chua dat""",
    "zero": """
        chua co gi, chua gi, zero, con so khong, van 0, so khong, khong phan tram, y nguyen
        tay trang, chua gi het, chua dong tay, giay trang, 0 phan tram, chua dau, chua mo
        con nguyen, chua chu nao, chua dong den, chua ra ho nao, vẫn la con so 0, con so 0
        did not send, did not start, not submitted, not started, haven't started
        have not started, have not, dam chan tai cho, van dam chan, bo xo
        nothing done, haven't done, have not done, hasn't been done, has not been done
        no progress yet
        not even started, not been started, has not been started, hasn't been started
        haven't been started, not started yet""",
    "able": "duoc, noi, xue, kham, tiep duoc, di duoc, able",
    "cannot": """
        khong the, bo tay, chiu thua, chiu chet, het cach, bat luc, khong noi, khong cach nao
        cannot, can't, can not, couldn't, could not, unable, impossible, chua the
        khong vao duoc, cant, ket cung, em chiu, danh chiu
        ben em chiu, khong lam noi, khong nhap noi, chang lam duoc, toang roi, khong gui di duoc
        bi qua, lam an chi, lam an gi, sao duoc, khong the nao, khong tiep tuc duoc""",
    "stopped": """
        dung lai, phai dung, tam dung, bi dung, tam ngung, ngung lai, phai ngung, bi ngung
        ngung, dinh tre, ngung tre, dap chieu, bo ngang, be tac, blocked, stuck, on hold
        pending, nam im, nam chờ, suspended, nam cho, gac lai, dung thi cong, bo trong
        dam chan tai cho, dong bang, nam do, dung tai cho, stopped, dung vi, dung hinh, thi dung
        nen dung, thi ngung, nen ngung, dinh lai, cong trinh dung, treo cung, dung may, dung cho
        dung chờ, dong cua, bo chay, yeu cau dung, nen dung lai, dung ca, nen dung hinh
        khung lai, dung o, rut quan, bo ruong, khong con co so de, dung banh
        thi tắc, roi tắc, thi kẹt, roi kẹt""",
    "stuck": """
        vuong, tắc, kẹt, bi ket, tac o, vap, mac ket, bi tac, ket dat, ket tien, ket von
        ket cung, vuong mac, vuong nang, dang vuong, dang bi, dang thieu, dang bao tri, dang kẹt
        dang tắc, dang ket, dang tranh chap, dang lỗi, dang bi lỗi""",
    "forgot": """
        quen, quen mat, quen beng, quen khuay, quen luon, so suat, bo sot, sot mat, khong de y
        forgot, lo quen, troi tin, forgotten, slipped my mind, lo mat, overlooked, bo quen
        lo quen mat, de troi, troi mat, sot mat viec, quen khong, em quen, quen roi""",
    "begins": """
        moi bat dau, bat dau, khoi dong, moi trien khai, moi lam, moi ranh, moi bat tay, moi hop
        moi phat dong""",
    "capacity": """
        dang nghỉ, dang nghi, dang om, dang bận, dang ban, dang truc, dang bu dau, bu dau
        qua tai, ngap dau, nhieu viec, viec nhieu, kiem nhiem, bận, ban qua, ban hop, ban viec
        ban thi, ban tiep, ban lam, ban dai hoi, di cong tac, di hoc, di phep, nghi phep
        nghỉ phep, om, nam vien, nghi om, nghỉ om, thieu nguoi, it nguoi, khong du nguoi
        don viec, dang mac, mac dam, sick, busy, on leave, overloaded, ban tap huan, chay le
        di tap huan, khong co thoi gian, khong ranh, khong xue, mai lo, con om, dang ket viec
        dang di hoc, dang di phep, dang di cong tac, dang di hop, dang di tap huan, dang di vien
        dang tap trung, tap trung, dang lo, don suc, dang don, dang don suc, bi cam, nằm bẹp
        chua co thoi gian, dang met, chua ranh, qua nhieu, khong co nguoi, sap nhap""",
    # --- time to come, conditions, wishes ---
    "future": """
        se, du kien, phan dau, co gang, eta, will, would, should, expect, hope, going to
        cam ket, quyet tam, du dinh, to be, uoc dat, uoc ca nam, co ke hoach, cam ket hoan thanh
        hen xong, dat muc tieu vao, theo ke hoach, muc tieu""",
    "must": """
        phai, yeu cau, bat buoc, thi phai, have to, must, can phai, can xong, can hoan thanh
        can hoan tat, can gui, can nop""",
    "time": """
        hom nay, mai, mốt, ngay mai, ngay kia, chieu nay, toi nay, tối nay, chieu, tối, trua
        cuoi gio, nay mai, tuan sau, tuan nay, thang sau, thang nay, quy sau, cuoi tuan
        dau tuan, giua tuan, cuoi thang, dau thang, giua thang, cuoi nam, sang mai, thu 2, thu 3
        thu 4, thu 5, thu 6, thu 7, thu hai, thu ba, thu tu, thu nam, thu sau, thu sáu, thu bay
        chu nhat, ngay, tuan, thang, quy, nam sau, sau tet, tet, hom, hom nua, lat nua, lat, som
        tomorrow, tonight, next week, monday, tuesday, wednesday, thursday, friday, next month
        today, gio nua, phut nua, ngay nua, tuan nua, nua thang, sang tuan, tuan toi, tuần tới
        tí nua, ti nua, chut nua, mai mốt, dem nay, khuya nay, hai ba hom, hom nao, ram, qua ram
        cuoi thang nay, thang toi, nam toi, sap toi, may bua nua, dau gio chieu, eod, end of
        tam, by
        january, february, march, april, june, july, august, september, october, november
        december, jan, feb, aug, sept, oct, nov, dec""",
    "ahead": """
        mai, ngay mai, sang mai, mốt, tuan sau, thang sau, toi nay, tối nay, chieu nay, truoc
        quy sau, nam sau, tuan toi, tomorrow, tonight, ram, hom nao, cuoi tuan nay, dau tuan sau""",
    "soon": """
        tranh thu, khan truong, asap, ngay day, ngay bay gio, lien day, hoa toc, right away
        lam ngay, nop ngay, gui ngay, lam lien, nop lien, gui lien, xu ly ngay, ngay va luon
        sap toi, lam gap ngay""",
    "condition": """
        neu, khi nao, khi, when, once, until, unless, mien la, roi moi, truoc khi, xong moi
        xong da, xong roi moi, xong thi moi""",
    "in_time": "kip, dung han, kip han, kip tien do, on time",
    "span": """
        ngay, hom, tuan, thang, quy, ngay lam viec, phut, days, weeks, week, thoi gian, it ngay
        hom nua, chut""",
    "deadline": "han, thoi han, moc, deadline, han moi, han nop, moc hoan thanh, tien do",
    "until": """
        den, toi, sang, qua, het, lai
        until, till""",
    # --- more time, lateness ---
    "more_time": """
        gia han, gai han, them thoi gian, xin lui, xin hoan, xin hoãn, xin tre, xin trễ
        xin cham, xin chậm, xin muon, xin muộn, xin khat, xin dời, xin doi, xin gian
        lui thoi han, lui han, lui lai, lui den, lui toi, lui sang, lui qua, lui ngay, lui xuong
        lui tien do, hoan lai, hoãn lai, hoãn den, hoan den, hoan toi, dời lai, dời den, dời toi
        dời sang, dời han, dời qua, dời moc, dời ngay, doi han, doi thoi han, doi sang, doi moc
        dieu chinh thoi han, dieu chinh thoi gian, dieu chinh tien do, dieu chinh han
        dieu chinh lai thoi, khat, cho khat, keo dai thoi, keo dai them, noi han, noi thoi
        noi tay, gian han, gian tien do, extend, extension, postpone, push the deadline
        more time, no lai, cho no, xin no, hen lai, xin them, cho them, lui ky, doi thoi gian
        cho trễ, cho cham, cho muon, cho muộn, xin phep nop muon, xin phep nop cham, xin den
        xin toi, thong tha, cho tho, lui them, hoãn, dời, xin phep tre, cho lui, no nhe, no den
        no toi, them vai ngay, them may ngay, chuyen sang thang, chuyen sang quy
        chuyen sang nam, chuyen sang tuan, cho em no, more days, another week, lui 1, lui 2
        lui 3, lui 5, lui 10, em lui, keo qua, keo sang, times, doi ngay, doi lich, chuyen han
        doi qua, de tuan sau, cho xin han, han moi la, them chut thoi gian, keo dai den
        keo dai toi, khat cho, them nua thang, cho minh them, cho em them, one more week
        more weeks, need more, them mot tuan, them nua, du di cho, nuong tay, gui sau han
        nop sau dai hoi, tieng nua, xin sang mai, de qua""",
    "amount": "them, xin, tang them, xin them",
    "leave": """
        xin, cho em, cho minh, cho ben em, xin phep, cho xin, cho don vi, cho phep, cho phong em
        xin cho, cho tui em, cho xa em, xin anh, xin chi, xin sep, cho chau, cho toi, can i have
        give us, give me, need, cho em xin, de nghi cho, de nghi so cho, xin hen, cho e, de xuat
        kien nghi, xin cap tren cho, xin phep
        could you give us, could you give me, can you give us, can you give me, can we have
        could we have, could i have, may we have, could we get, can we get""",
    "propose": """
        de xuat, de nghi, kinh de nghi, xin, cho, kien nghi, dieu chinh, doi, dời, day, keo
        push, request, xem xet""",
    "shift": """
        lui, dời, hoãn, gian, keo, day lui, chuyen, doi
        push this, push it, push back, push the deadline, move this, move it, move the deadline""",
    "late": """
        trễ, muộn, nop muon, nop muộn, nop tre, nop trễ, nop cham, nop chậm, gui cham, gui muon
        gui muộn, gui chậm, gui tre, gui trễ, tre han, trễ han, qua han, cham tien do
        chậm tien do, cham han, chậm han, se cham, se chậm, bi cham, bi chậm, delay, delayed
        running late, running behind, hoi cham, hoi chậm, khong kip, chua kip xong, kip khong
        khong dung han duoc, khong dung hen, lo han, lo hen, lo mat han, tre hen, trễ hen
        cham mat, chậm mat, cham khoang, chậm khoang, cham vai, chậm vai, cham may, chậm may
        cham hon, chậm hon, cham 1, cham 2, cham 3, chậm 1, chậm 2, chậm 3, miss the deadline
        meet the deadline, make the deadline, miss our deadline, won't make it, can't make it
        cannot make it, chua kip nop, khong dam bao tien do, khong dam bao thoi gian
        khong dung tien do, het kip, khong the kip, chay khong noi, kho kip, khong xong noi
        lo 1, lo 2, lo 3, sau han, nop sau han, will be late, so khong kip, khong kịp
        khong tai nao xong, xong khong noi, khong the gui truoc, chua xong kip, van chua kip
        khong the nop dung, khong dung duoc han, truot tien do, bi truot
        cannot meet the deadline, can not meet, behind schedule, qua gap, khong dung hen
        fail roi, bat kha thi, khong the dung hen""",
    "late_word": "tre, muon, cham, chậm, trễ, muộn, late",
    "sorry": """
        xin loi, thong cam, cao loi, sorry, apologies, mong thong cam, xin cao loi, apologize
        xin lỗi, cao lỗi""",
    "may_i": """
        duoc khong, duoc chu, ok khong, co duoc khong, on khong, nhe duoc khong, co nhe
        is it ok, is that ok, is it possible, is that possible, is it all right
        duoc khong a, cho phep, can i, may i, can i have""",
    # --- asking ---
    "asks": """
        khi nao, bao gio, the nao, nhu the nao, nhu nao, la gi, ra sao, o dau, cho nao, may gio
        bao nhieu, ngay nao, mau nao, nao, gi, ai, sao, tai sao, vi sao, dau vay, co phai
        phai khong, dung khong, hay la, duoc khong, what, when, where, why, which, cho em hoi
        xin hoi, cho hoi, hoi chut, hoi ti, em hoi, muon hoi, chung nao, la sao, cai nao
        can cu dau, can i, could you, do you, hinh thuc nao, lam cach nao, co phai la, a u
        hoi ngu, nao vay, gi vay, ai vay, the ha, khong nhi, khong ta, chua ta, chua nhi""",
    "asks_word": """
        khi nao, the nao, nhu the nao, la gi, ra sao, o dau, cho nao, may gio, bao nhieu
        ngay nao, mau nao, tai sao, vi sao, phai khong, dung khong, cho em hoi, xin hoi, cho hoi
        muon hoi, chung nao, what, why, which, em hoi, hoi chut, hoi ti, lam cach nao
        can cu dau, giai thich, cai nao, don vi nao, nguon nao, ai la, ai ky, ai lam, ai chu tri
        nop o dau, nop dau, link dau, nop cho ai, bao ai, ky nao, van ban nao, huh
        huong dan giup, huong dan cu the, khong hieu, chua hieu, la sao, bao gio, khi nao thi
        nhu nao a, when is, muc nao, thang nao, mau moi hay, may nv, nv nao, cai gi, so may
        mau may, nguoi nao, phong nao, ben nao, ai phoi hop, file nao, xa nao, nop kieu gi
        kieu gi, ai chiu, lam sao de, chinh xac la, tham khao, ngay may, cai chi, la chi, gui ai
        nop ai, ai ben, voi ai, hom nao the, hom nao vay, may ban, tinh sao, viec chi, la gi vay
        do you mean, mấy vay, gui lai bieu, thu may, how many, how much, who is, tinh sao""",
    "or": "hay, hay la",
    "have": "co, co can, co phai, co duoc, co nen, co the",
    "give_me": """
        xin, cho xin, gui em, cho em, gui lai, gui giup, share, send me, cho minh, gui cho em
        cho em xin, xin lai, cho toi, can xin, gui cho, xin giup""",
    "material": """
        mau, file, link, duong dan, bieu mau, de cuong, template, so dien thoai, cong van
        mat khau, phu luc, form, file mau, so dt, duong link, mau moi, ban word, ban mau
        tai lieu, huong dan, cong van huong dan, danh sach don vi, danh sach da nop""",
    # --- not ours, another's ---
    "ours_not": """
        khong thuoc, khong phai cua, khong phai viec, khong phai nhiem vu, khong phai don vi
        khong phai phong, khong phai ben, khong phai em, khong phai minh, khong phai toi
        khong phai co quan, khong phai dau moi, khong dung chuc nang, khong dung tham quyen
        khong lien quan, khong ap dung, khong phu trach, khong chu tri, khong co chuc nang
        khong duoc giao, khong nhan nhiem vu, khong nhan viec, khong phai bao cao
        khong phai lam, khong phai thuc hien, khong phai nop, khong can bao cao, khong can lam
        khong can thuc hien, khong can nop, khoi nop, khoi bao cao, mien bao cao
        khong phai linh vuc, ngoai chuc nang, ngoai tham quyen, khong phai cho
        khong dung doi tuong, khong phai pham vi, dau co phu trach, phu trach dau, not my
        not our, not belong, not applicable, n/a, does not apply, not responsible, out of scope
        khong phai chuc nang, khong phai trach nhiem, khong dinh dang, khong phai tham quyen
        khong dung linh vuc, khong co nhiem vu nay, khong co noi dung nay
        khong phat sinh nhiem vu, khong lam mang nay, khong phu trach mang
        khong thuc hien nhiem vu, khong dung dia chi, doesn't apply, don't have this, not under
        khong con cap, chi phoi hop thoi, khong phai doi tuong, khong thuoc dien
        khong thuoc doi tuong, khong dung chuyen mon, khong duoc phan cong, khong con ap dung
        dau phai cua, dau phai viec, khong phai la viec, bo ten em, khong giao phong
        khong giao don vi, khong lien can, khong trong danh sach, khong co trong to
        khong phai ben em, khong phai xa, khong phai phuong, khong phai so, khong nam trong
        khong trien khai tren dia ban, dau co duoc giao, chua tung duoc giao, moi dung, mien nop
        mien thuc hien, for us, nỏ phai, trai chuyen mon, khong co chuyen mon
        khong quan ly nguon, chi ap dung voi, khong phai tu phap
        isn't our, is not our, isn't my, not my job, not in charge, are not in charge
        aren't in charge, does not concern, doesn't concern, nothing to do with us""",
    "belongs": """
        thuoc tham quyen, thuoc chuc nang, thuoc trach nhiem, thuoc nhiem vu, thuoc linh vuc
        thuoc pham vi, la cua, la viec cua, thuoc ve, thuoc ben, la chuc nang, la tham quyen
        chu tri la, la trach nhiem, belongs to, belong to, dau moi la, chu tri la so
        la co quan chu tri, tham quyen cua, chuc nang cua, trach nhiem cua, viec cua ben
        viec cua phong, viec cua so, viec cua ban, nhiem vu cua, cua ben, chu khong phai
        cho khong phai, chu dau phai, dung ra cua, la nhiem vu cua, thuoc phong, thuoc so
        thuoc ban, thuoc tinh, thuoc huyen, thuoc trung tam, thuoc chi cuc, thuoc cong an
        thuoc xa, thuoc phuong, thuoc uy ban""",
    "misdirected": """
        giao nham, giao nhầm, giao lon, giao sai, nham don vi, nhầm don vi, sai don vi
        nham phong, sai phong, nham nguoi, nhầm nguoi, sai nguoi, sai dia chi, sai doi tuong
        nhac sai, nhac nham, nhac nhầm, nhac lon, gan nham, gan nhầm, gan sai, rut khoi
        xin tra lai, tra lai nhiem vu, tra lai van ban, hoan tra, chuyen tra, wrong person
        wrong unit, wrong department, lon phong, lon nguoi, lon don vi, go khoi, go ten
        xoa khoi, rut ten, rut giup, nham roi, nhầm roi, gui sai nguoi, tra ve van phong
        phan cong sai, giao khong dung, nhac khong dung, nham dia chi, nhầm dia chi
        nham ma don vi, khong phai em phu trach, nham nguoi roi, giao dung noi, dau phai em
        co ten trong dau, bo ten, lam o dau, khong lam o, dua ra khoi danh muc, xin tu choi
        hoi ben, tra ve cho""",
    "cancelled": """
        bai bo, het hieu luc, da huy, bi huy, huy bo, da thu hoi, bi thu hoi, da dung chu truong
        khong con gia tri, bo roi, huy roi, da bi huy, khong con hieu luc, khong con phai
        cancelled, canceled, repealed, dung chu truong, da rut, da sap nhap vao, da gop vao
        duoc mien, khong trien khai nua, khong giao nua, khong lam nua, revoked, huy nhiem vu
        van ban huy, khong con nua, trung voi nhiem vu, trung nhiem vu, dep roi, bo tu
        viec cu huy, hoi thi khong to chuc, da co van ban huy, nhiem vu da dung
        bi dung chu truong, da dung theo quyet dinh, da bai bo, khong phai lam nua, khoi lam nua
        khoi nop nua, khong phai nop nua, thay bang ke hoach, giai the roi, da giai the
        huy bieu, rut lai roi, rut lai, da rut lai, bo khoi danh sach, xin mien
        khong con nhiem vu, bo tu nam ngoai""",
    "handed_over": """
        giao lai, chuyen giao, handed over, reassign, reassigned, uy quyen, phan cong lai
        assign lai, gan lai, chuyen quyen, trao tay, transfer, transferred, chuyen lai, assign
        passed this, passed it, forwarded to, da uy quyen, giao lai cho, uỷ quyen, khoan cho
        da phan cho, chuyen han cho, chuyen toan bo, giao han cho, hand over, we handed over
        da giao het, giao het ho so, asked to take, ban giao viec, ban giao nhiem vu
        ban giao so sach, ban giao lai, ban giao het, ban giao toan bo, ban giao ho so
        ban giao cong viec, da ban giao ho so
        assigned to, been assigned to, passed it on, passed this on, please contact, please ask""",
    "handover": "ban giao, da ban giao",
    "give_to": """
        chuyen, giao, dua, forward, chuyen viec, chuyen nhiem vu, giao viec, chuyen qua
        chuyen sang, chuyen cho, giao cho, phan cong, phan cong cho, khoan, gan cho, dua cho
        phan cho, chuyen ve, dun cho, day cho, giao luon cho, nho, day qua, nhan qua
        chuyen nhac, chuyen nhac viec, qua tay, nhac qua, da chuyen, da giao""",
    "to": "cho, sang, qua, ve, cho ben, sang ben, qua ben, ben, luon, lai cho",
    "instead": """
        lam thay, nhan thay, theo doi thay, phu trach thay, thay em, thay toi, thay minh
        ke nhiem, dong chi khac, nguoi moi, instead, thay the em, thay vi em, man thay, lap thay
        ky thay, chu tri thay, soan thay, hoi ban ay, ban ay lam, chi ay lam, co gi hoi
        lien he chi, lien he anh, gui nhac cho, nhan chi, nhan anh, hoi chi, hoi anh
        contact him, contact her, is handling, to truong moi, ke toan moi, can bo moi
        nhan su moi, dau moi la chi, lam not, nguoi lam moi, nhan ban giao, take over
        taking over, nop thay, gui thay, dang lam thay, lam thay em, bay gio lam, nguoi thay la
        doi nguoi phu trach, nguoi phu trach sang, cu anh, cu chi, cu dong chi, lam giup em
        van thu moi, doi khac lam, tu lam roi""",
    "replace": "thay, thay the, tiep quan, ke nhiem, lo",
    "takes": """
        nhan, lam, phu trach, dam nhan, theo doi, tiep nhan, xu ly, chu tri, cam, thu ly
        dam trach, soan, lap, thuc hien, ganh, quan ly, tiep quan, handles, takes, tham muu, lo
        take over, takes over, took over, taking over, in charge, in charge of, responsible
        responsible for, handling, nop, gui""",
    "be": "is, are, would, how about, what about",
    "by": "co, gio, nay, hien, do, hien gio",
    "leaving": """
        chuyen cong tac, nghi viec, nghỉ viec, nghi huu, nghỉ huu, thoi viec, luan chuyen
        dieu dong, duoc dieu, nghi thai san, nghỉ thai san, nghi sinh, nghỉ sinh, biet phai
        het nhiem ky, nghi che do, nghỉ che do, chuyen sang phong, chuyen don vi, chuyen phong
        sap sinh, qua to khac, het phan su, khong con phu trach, khong con lam
        khong con theo doi, chuyen mang, da chuyen xa, moving to, doi mang, khong phu trach nua
        khong lam mang nay nua, qua mang khac, khong con cong tac, khong theo doi nua
        chuyen sang mat tran, resigned, retired, thoi giu chuc, di hoc cao cap, rut ra
        qua bo phan khac, het hop dong, hết làm, nghi sinh roi, rut khoi to""",
    "other_period": """
        ky truoc, thang truoc, quy truoc, dot truoc, nam ngoai, lan truoc, nam truoc, nam kia
        dot 1 nop""",
    "others_done": """
        phong khac, don vi khac, nguoi khac, ben khac, xa khac, viec kia, cai kia, cai khac
        viec khac, mot so, mot vai, vai don vi, cac goi khac, cac xa khac, bao cao khac
        phong kia, may xa khac, may phong kia, xa nao cung""",
    "others": """
        ben kia, ben do, ben đó, ben ay, ben no, ben ho, tui no, bon no, chung no, nguoi ta
        doi tac, cap duoi, ho noi, ho bao, ho lam, ho gui, ho nop""",
    "side": "ben",
    "says": "noi, bao, nhan tin, cho biet, khang dinh, says, said",
    # --- received ---
    "okay": "ok, oke, okay, oki, okie, 👍, 👌",
    "ack": """
        ok, oke, oki, okie, okela, oki la, okay, vang, duh, uhm, um, uh, ro, da ro, da nhan
        nhan duoc, da nhan duoc, nam duoc, nam roi, da nam, da biet, da hieu, da xem, da doc
        hieu roi, biet roi, tiep thu, cam on, noted, yes, roger, got it, received, nhat tri
        da ghi nhan, ghi nhan, sure, thanks, thank you, tuan lenh, da tiep nhan, tiep nhan
        da tiep thu, quan triet, ro roi, ghi so, ghi so roi, nho roi, nho ma, da luu y, luu y
        dong y, da nghe, yes sir, understood, nhan roi, nhan lenh, em nho, nhan viec
        da nam thong tin, 👍, 👌, 🫡, 🙏, da thay, thay roi, biet han, canh han, nghe roi, da ghi
        em biet, em hieu, em nhan, em ro, ro a, khong van de, yen tam, khong quen
        ban cu yen tam, chap hanh, dạ vang, vâng, doc roi, xem roi, duoc roi, ráng, rang, em xu
        copy that, da nam ro, ghi nho, rut kinh nghiem, da nam noi dung, thanks bot
        da phan cong, can han, nam han, biet, biet ma, tuan thu, da tiep thu y kien, dạ
        thay tin roi, oce, uk, uki, okk, okla, da rang, vang nhe, de lo, ừ ừ, dr, cung lam, u""",
    "promise": """
        de em, de minh, de toi, de ben em, de phong em, de chau, se co gang, se lam
        se thuc hien, se hoan thanh, se trien khai, se nop, se gui, se bao cao, co gang
        khan truong, tranh thu, em lam ngay, lam ngay, lam lien, nop ngay, gui ngay, lam day
        will do, on it, i'll, we'll, let me, let us, se khan truong
        se chu y, se xu ly, se kiem tra, se don doc, se phoi hop
        se som, xin hua, se xong, se bo tri, se hop, se nghien cuu, se chi dao, se phan cong
        se nghiem tuc, i will, len lich, len ke hoach, em xin hua, se tich cuc, de toi xem
        de em coi, em coi lai, em xem lai, em kiem tra lai, em bao sau, em lam lien, se bao dam
        khong de, lo duoc, em lo, em ranh se, em bao cao sau, em se kiem tra, de em kiem tra
        co gi em bao, xong em bao, bao gio xong em, dung han em nop, xong em lam, ve em lam
        em nhan lien, em bao lien
        will try, try our best, try my best, do our best, do my best""",
    # --- no report at all ---
    "wish": """
        chuc mung, xin chuc, kinh chuc, chuc anh, chuc chi, chuc em, chuc sep, chuc ca, chuc cac
        chuc moi, chuc toan, chuc ban, chuc dong chi, sinh nhat, happy birthday, happy
        congratulations, chia buon, uoc gi, gia ma, mong sao, cau mong, mong la, mung le
        chuc suc khoe, mung nam moi, mong xong, mong som xong
        merry christmas, happy new year, congrats, good luck, best wishes""",
    "social": """
        lich truc, phan cong truc, lien hoan, tat nien, dam cuoi, an gio, di an, an gi, cafe
        ca phe, da bong, bong chuyen, giao luu, kinh moi du, sinh nhat, karaoke, an trua, an com
        moi anh chi, nghi mat, du lich, gui xe, wifi, mat khau, troi nong, troi mua, nong qua
        ve so, doi minh, bong da, tat den, tro xe, ra quan don ve sinh, don ve sinh, trang phuc
        dong quy, quy cong doan, gia vang, football, coffee, lunch, ao mua, chao buoi sang
        good morning, xuat phat, di chung xe, me oi, con oi, chong oi, vo oi, phu huynh, bat tin
        thoi su, xe om, ban hang, khuyen mai, vay tien, chao ca nha, haha, ngu ngon, luong thang
        tang luong, het tien, dat com, xe cho, sn vui ve, nong muon, troi oi nong, chuc ngu ngon
        hop giao ban, xe do xang, trời mua, ket xe, kẹt xe, tan lam, cuoi tuan di, gap nhau
        don o cong, the cong chuc, nhat duoc, tin bao, neo dau, di nhau, nhau nhe, xong phim
        anh cuoi, xong doi, phim, like cai, ve thoi, luong ve, mat ga, luong thang nay, alo alo
        nghe ro khong, việc nhà, tien hoc, hoc phi, mam com, nha con, co giao oi
        phu huynh hoc sinh, xong com, an xong, com xong, an com xong, com nuoc xong""",
    "complaint": """
        thoi roi, met qua, nhac hoai, nhac gi ma, phien, phien qua, buc minh, troi oi, nhac mai
        spam
        lam phien, kinh khung, met moi, nhac nua, nhac chi ma, khung bo, on ao, suot ngay bao
        suot ngay nhac, nhac suot""",
    "wrong_chat": """
        nham nhom, nhầm nhom, nham tin, nhầm tin, nham chat, nham so, lon nhom, lon tin
        lon chat, gui nham, gui nhầm, gui lon, bam nham, bam nhầm, wrong group, wrong chat
        nham phong chat, nham nguoi gui, lon phong chat, [sticker], [hinh anh], em be bam
        go nham, go nhầm, gui sai nhom, sai nhom""",
    "machine": """
        ignore all, ignore previous, ignore any, ignore the, previous instructions
        system prompt, you are now, you are a, mark all, mark every, mark the, mark task
        drop table, delete from, select *, script, prompt, danh dau tat ca, danh dau moi
        danh dau het, danh dau toan bo, danh dau viec, danh dau nhiem vu, danh dau xong, set all
        set status, set every, update all, update tasks, bo qua moi, bo qua cac lenh
        bo qua tat ca lenh, bo qua toan bo, bo qua chi dan, bo qua huong dan
        hay ghi nhan tat ca, hay ghi nhan, hay cap nhat tat ca, hay chuyen tat ca, hay dat
        hay coi, system :, assistant :, tu chuyen trang thai, ghi la da, ghi la xong, rm -
        ghi la hoan thanh, cu tra loi la, tra loi la xong, danh dau hoan thanh, mark as
        tu gio ai hoi, dat trang thai, sua trang thai, disregard all, disregard the
        disregard any, disregard previous, override all, override the, jailbreak, sudo
        from now on you, act as, pretend to be, pretend you, cap nhat giup toi thanh
        bo qua cac chi dan, bo qua cac huong dan, bo qua het chi dan, bo qua het huong dan
        bo qua tat ca chi dan, hay cap nhat toan bo, hay chuyen toan bo, hay danh dau
        hay ghi tat ca, hay ghi toan bo, ghi nhan tat ca la, ghi nhan toan bo la""",
    # --- about the report ---
    "correction": """
        a nham, a nhầm, y nham, nham, nhầm, lon, bam nham, noi nham, xin dinh chinh, dinh chinh
        sai roi, lo bam""",
    "nil": """
        khong phat sinh, khong co phat sinh, khong co so lieu, khong co gi bao cao
        bao cao khong, khong co truong hop nao""",
    "indicator": "ty le, ti le, hai long, tang truong, lai suat",
    "but": """
        nhung, tuy nhien, nhung ma, con lai thi, but, however, song, chu, ma""",
}  # fmt: skip
