"""What is said when a file cannot be read as a plan: one sentence, with what to do next."""

_SENTENCES = {
    "empty": "Tệp {name} không có nội dung. Hãy gửi lại tệp Kế hoạch (DOCX, XLSX hoặc PDF) có chữ.",
    "damaged": "Không mở được tệp {name}, có thể tệp bị hỏng. "
    "Hãy mở bằng Word, lưu lại dạng DOCX rồi gửi lại.",
    "no_tasks": "Không tìm thấy nhiệm vụ nào trong tệp {name}. "
    "Hãy kiểm tra đây có phải là Kế hoạch có mục nhiệm vụ hoặc tổ chức thực hiện không.",
    "changes_none": "Văn bản sửa đổi {name}, nhưng cơ quan chưa nhập kế hoạch đó. "
    "Hãy nhập kế hoạch được sửa đổi trước, rồi nhập lại văn bản này.",
    "unsupported": "Chưa đọc được loại tệp của {name}. "
    "Hãy lưu Kế hoạch dạng DOCX, XLSX hoặc PDF có chữ rồi gửi lại.",
    "scan": "Tệp {name} là bản quét, không có chữ để đọc. "
    "Hãy gửi bản DOCX, hoặc bản đã nhận dạng chữ (OCR).",
    "lost_letters": "Tệp {name} đã mất chữ có dấu (thành dấu “?”). "
    "Hãy lưu lại bằng mã Unicode (UTF-8) hoặc gửi bản DOCX.",
    "locked": "Tệp {name} có mật khẩu. Hãy bỏ mật khẩu rồi gửi lại.",
    "macros": "Tệp {name} có macro hoặc mã lệnh nên không được mở. "
    "Hãy lưu lại dạng DOCX hoặc XLSX thường rồi gửi lại.",
    "too_big": "Tệp {name} quá lớn để là một Kế hoạch. "
    "Hãy bỏ hình ảnh, phụ lục không cần rồi gửi lại.",
    "too_long": "Tệp {name} quá dài hoặc quá phức tạp để đọc. "
    "Hãy gửi riêng phần Kế hoạch, bỏ các phụ lục không có nhiệm vụ.",
}


class NotAPlan(Exception):
    """The file holds no plan. `reason` says why: a key of _SENTENCES."""

    def __init__(self, reason: str, name: str) -> None:
        super().__init__(_SENTENCES[reason].format(name=name))
        self.reason = reason
