"""What is said when a file cannot be read as a plan: one sentence, with what to do next."""

_SENTENCES = {
    "empty": "Tệp {name} không có nội dung. Hãy gửi lại tệp Kế hoạch (DOCX hoặc TXT) có chữ.",
    "damaged": "Không mở được tệp {name}, có thể tệp bị hỏng. "
    "Hãy mở bằng Word, lưu lại dạng DOCX rồi gửi lại.",
    "no_tasks": "Không tìm thấy nhiệm vụ nào trong tệp {name}. "
    "Hãy kiểm tra đây có phải là Kế hoạch có mục nhiệm vụ hoặc tổ chức thực hiện không.",
    "unsupported": "Chưa đọc được loại tệp của {name}. "
    "Hãy lưu Kế hoạch dạng DOCX hoặc TXT rồi gửi lại.",
}


class NotAPlan(Exception):
    """The file holds no plan. `reason` is one of empty, damaged, no_tasks, unsupported."""

    def __init__(self, reason: str, name: str) -> None:
        super().__init__(_SENTENCES[reason].format(name=name))
        self.reason = reason
