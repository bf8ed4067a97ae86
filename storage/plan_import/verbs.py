"""The words that begin what a unit does, in plans: they end its name in running text.

    "Sở Tài chính tổng hợp nhu cầu …"     the name ends before "tổng hợp"

Names of units may hold the same words: in capitals ("Phòng Tổ chức cán bộ"), which do not count, or
beside the words that stand in `_WITHIN` and `_BEFORE` ("đầu tư xây dựng").
"""

import re

_VERBS = """
    ban hành, biên soạn, biểu dương, bàn giao, bám, bám sát, báo cáo, báo động, bảo dưỡng, bảo
    hành, bảo quản, bảo trì, bảo vệ, bảo đảm, bầu, bắt đầu, bố trí, bồi dưỡng, bổ sung, bứng,
    cam kết, chi trả, chia sẻ, cho ý kiến, chuyển, chuẩn bị, chuẩn hóa, chú trọng, chăm lo, chăm
    sóc, chấm, chấm dứt, chấn chỉnh, chấp hành, chất vấn, chậm nhất, chặt, chỉ đạo, chịu trách
    nhiệm, chọn, chốt, chụp, chủ trì, chủ động, chứng nhận, cung cấp, cung ứng, cài đặt, cân
    đối, có biện pháp, có kế hoạch, có nhiệm vụ, có phương án, có trách nhiệm, có văn bản, công
    bố, công khai, cùng, cùng với, căn cứ, cưỡng chế, cải tiến, cải tạo, cảnh báo, cấp giấy, cấp
    kinh phí, cấp phát, cấp phép, cập nhật, cắm, cụ thể hoá, cụ thể hóa, củng cố, cứu hộ, cứu
    trợ, cử, di chuyển, di dời, diễn tập, duy trì, dành, dọn, dự báo, dự thảo, dự toán, ghi
    hình, ghi nhận, giao, giám sát, giúp, giải ngân, giải phóng, giải quyết, giải trình, giải
    tỏa, giảm, giảng dạy, giới thiệu, giữ, góp ý, gương mẫu, gắn, gửi, hiệp thương, hoàn thiện,
    hoàn thành, hoàn trả, hoàn tất, hoàn ứng, huy động, huấn luyện, hàng, hướng dẫn, hạ, hạn
    chế, hằng, họp, hỗ trợ, hội chẩn, hội ý, hợp tác, in ấn, khai giảng, khai thác, khai trương,
    khen thưởng, khoan, khoanh vùng, khuyến khích, khám, khánh thành, khép kín, khôi phục, khơi,
    khơi thông, khảo sát, khẩn trương, khắc phục, khởi công, kiến nghị, kiểm kê, kiểm nghiệm,
    kiểm soát, kiểm tra, kiểm đếm, kiểm định, kiện toàn, kêu gọi, ký, ký kết, ký số, kết hợp,
    kết nối, kết thúc, kịp thời, kỷ luật, liên hệ, luân chuyển, là, làm, làm rõ, lát, lãnh đạo,
    lưu trữ, lấy, lấy mẫu, lấy ý kiến, lập, lắp đặt, lồng ghép, lựa chọn, mua, mua sắm, muộn
    nhất, mời, mở, mở rộng, nghiêm túc, nghiên cứu, nghiệm thu, ngăn chặn, ngăn ngừa, ngừng,
    nhân rộng, nhận, nhập, nhập liệu, nhắc nhở, nhằm, niêm yết, nâng, nâng cao, nâng cấp, nêu
    gương, nạo vét, nắm, nắm bắt, nộp, phun, phát hiện, phát huy, phát hành, phát sóng, phát
    động, phân bổ, phân công, phân cấp, phân loại, phân luồng, phân tích, phê bình, phê duyệt,
    phòng ngừa, phản ánh, phối hợp, phổ biến, phổ cập, phụ trách, phục vụ, quan trắc, quan tâm,
    quy định, quyết liệt, quyết toán, quán triệt, quét, quét dọn, quản lý, quảng bá, ra mắt, ra
    quyết định, ra quân, ra soát, ra đề, rà soát, rút kinh nghiệm, rút ngắn, san lấp, sao lưu,
    scan, so sánh, soát xét, soạn thảo, sơ kết, sơ tán, sơn, sưu tầm, sắp xếp, sẵn sàng, số hoá,
    số hóa, sử dụng, sửa chữa, sửa đổi, tham dự, tham gia, tham mưu, thanh lý, thanh toán, thanh
    tra, thay thế, theo, theo dõi, thiết kế, thiết lập, thu gom, thu hút, thu hồi, thu thập,
    thành lập, tháo dỡ, tháo gỡ, thí điểm, thông báo, thông qua, thông tin, thúc đẩy, thường
    xuyên, thẩm tra, thẩm định, thống kê, thống nhất, thừa nhận, thử nghiệm, thực hiện, tiêm,
    tiên phong, tiến hành, tiến tới, tiếp nhận, tiếp thu, tiếp tục, tiếp xúc, tiết kiệm, trao,
    trao đổi, triển khai, trong, truy quét, truyền thông, trên cơ sở, trình, trưng bày, trước
    ngày, trước quý, trước tháng, trả lời, trồng, trồng mới, trực, tu bổ, tuyên truyền, tuyển
    chọn, tuyển dụng, tuyển sinh, tuần tra, tìm kiếm, tích cực, tích hợp, tính toán, tôn vinh,
    tăng, tăng cường, tăng tốc, tư vấn, tại, tạm dừng, tạo lập, tạo điều kiện, tập huấn, tập
    kết, tập trung, tặng, tỉa, tọa đàm, tổ chức, tổng hợp, tổng kết, tổng rà soát, từng bước, uỷ
    quyền, viết, vận chuyển, vận hành, vận động, về, vệ sinh, vớt, xem xét, xin ý kiến, xong,
    xác lập, xác minh, xác định, xây dựng, xét, xét duyệt, xét nghiệm, xúc tiến, xử lý, xử phạt,
    yêu cầu, ôn tập, đi đầu, điều chỉnh, điều hành, điều phối, điều tiết, điều tra, điều trị,
    điều động, đo đạc, đào tạo, đánh giá, đình chỉ, đón, đóng góp, đôn đốc, đăng ký, đăng tải,
    đưa, đưa tin, được, đảm bảo, đảm nhận, đấu thầu, đấu tranh, đầu mối, đầu tư, đẩy mạnh, đẩy
    nhanh, đặt hàng, đề cao, đề nghị, đề ra, đề xuất, để, định hướng, định kỳ, đối chiếu, đối
    soát, đối thoại, đối với, đồng bộ, đổi mới, động viên, ưu tiên, ổn định, ủy quyền, ứng dụng,
    ứng phó
"""
# Rarer ones, and words that stand in no name.
_AS_WELL = """
    bổ nhiệm, chằng chống, cần, dự kiến, dự trữ, gia cố, gia hạn, khi, kiểm điểm, không,
    nghiêm cấm, nếu, nỗ lực, phải, phấn đấu, quyên góp, quyết tâm, sau, sẽ, thay, tham quan,
    thi đua, thuê, thăm, tinh giản, trang trí, treo, trước, trực tiếp, tích trữ, tự, từ, vào,
    đã, đến, ủng hộ
"""
# A name may end in these: in "Phòng Quản lý xây dựng chủ trì", "Phòng Kế hoạch tổng hợp rà soát" it
# ends before the second verb, in "Sở Tài chính tổng hợp, chủ trì" before the first.
_LAST_OF_A_NAME = """
    xây dựng, tổng hợp, đào tạo, kiểm định, quản lý, tư vấn, hỗ trợ, cứu hộ, điều hành, hợp tác,
    truyền thông, tuyên truyền, bảo trì, vận hành, đấu thầu, thông tin, đầu tư
"""
_SURELY_DOES = " (?:chủ trì|(?:có|chịu) trách nhiệm)"
_DOES_AS_WELL = (
    " (?:phối hợp|theo dõi|đôn đốc|rà soát|tổ chức|kiểm tra|khẩn trương|đẩy nhanh|đẩy mạnh"
    "|tiếp tục|thẩm định|thực hiện|tăng cường|xây dựng)(?! và)"
)
# A verb -> what must not follow it, and what must not stand before it: with these it is in a name.
_WITHIN = {
    "giao": r"(?! thông| dịch| lưu| ban)",
    "hạ": r"(?! tầng)",
    "sau": r"(?! đại học| thu hoạch)",
    "từ": r"(?! thiện| xa)",
    "tự": r"(?! do| nhiên| chủ| nguyện)",
    "thi đua": r"(?!,? (?:-|–|khen))",
    "tổ chức": r"(?! chính trị| khoa học| xã hội| đảng| cán bộ)",
    "trực": r"(?! thuộc| tuyến| tiếp)",
    "đăng ký": r"(?! đất đai| kinh doanh)",
    "phục vụ": r"(?! hành chính)",
    "phòng ngừa": r"(?! tội phạm)",
    "đầu tư": r"(?! xây dựng| phát triển| công)",
}
_BEFORE = {
    "trực": r"(?<!hường )",
    "tăng": r"(?<!gia )",
    "cần": r"(?<!ậu )",
    "tự": r"(?<!rật )",
    "không": r"(?<!àng )(?<!òng )",
    "xây dựng": r"(?<!đầu tư )",
    "trình": r"(?<!công )(?<!chương )(?<!quy )",
    "phục vụ": r"(?<!dịch vụ )",
}


def _words(listed: str) -> list[str]:
    return [" ".join(each.split()) for each in listed.split(",")]


def _follows(verb: str) -> str:
    """What must not follow a verb, as a pattern."""
    within = _WITHIN.get(verb, "")
    if verb in _words(_LAST_OF_A_NAME):
        within += f"(?!{_SURELY_DOES})"
    if verb in ("xây dựng", "tổng hợp"):
        within += f"(?!{_DOES_AS_WELL})"
    return within


_LISTED = sorted(_words(_VERBS) + _words(_AS_WELL), key=len, reverse=True)
_ANY = "|".join(f"{_BEFORE.get(each, '')}{each}{_follows(each)}" for each in _LISTED)

DOES = rf"(?:{_ANY})(?!\w)"
# Verbs are in lower case, words of a name that look like one ("Phòng Tổ chức cán bộ") are not.
VERB = re.compile(rf"(?:(?<=\s)|(?<=,)|^){DOES}")
