// The page's words. Both languages have the same keys.

const vi = {
  banner: "MÔI TRƯỜNG THỬ (SANDBOX)",
  bannerNote: "Mọi người ở đây đều là giả định; không tin nào ra ngoài máy này.",
  officeTime: "Giờ cơ quan", moveClock: "Tua đồng hồ",
  hour: "+1 giờ", slot: "Khung nhắc kế tiếp", workday: "Ngày làm việc kế tiếp", week: "Tuần sau",
  addPerson: "Thêm người", name: "Họ tên", role: "Vai trò", unit: "Đơn vị", add: "Thêm",
  officer: "Cán bộ", head: "Trưởng phòng", deputy_head: "Phó phòng",
  coordinator: "Đầu mối tổng hợp", deputy: "Phó Giám đốc", leader: "Lãnh đạo",
  choosePerson: "Chọn người", chooseBot: "Chọn bot", block: "Chặn bot", unblock: "Bỏ chặn bot",
  reply: "trả lời", replyingTo: "Trả lời:", cancelReply: "Thôi trả lời", attach: "Gửi tệp",
  message: "Tin nhắn", writeHere: "Nhập tin nhắn…", send: "Gửi", edited: "đã sửa",
  columns: "Các cột", empty: "Chưa có tin nào.",
  nobody: "Chưa có ai. Thêm người ở phía trên.", lost: "Mất kết nối; đang nối lại…",
  blockedNow: "Người này đang chặn bot.",
};

const en = {
  banner: "SANDBOX",
  bannerNote: "Everyone here is invented; no message leaves this machine.",
  officeTime: "Office time", moveClock: "Move the clock",
  hour: "+1 hour", slot: "Next slot", workday: "Next working day", week: "Next week",
  addPerson: "Add a person", name: "Full name", role: "Role", unit: "Unit", add: "Add",
  officer: "Officer", head: "Head", deputy_head: "Deputy head",
  coordinator: "Coordinator", deputy: "Deputy leader", leader: "Leader",
  choosePerson: "Choose a person", chooseBot: "Choose a bot", block: "Block bot", unblock: "Unblock bot",
  reply: "reply", replyingTo: "Reply to:", cancelReply: "Cancel reply", attach: "Send a file",
  message: "Message", writeHere: "Write a message…", send: "Send", edited: "edited",
  columns: "Columns", empty: "No messages yet.",
  nobody: "Nobody yet. Add a person above.", lost: "Connection lost; trying again…",
  blockedNow: "This person has blocked the bot.",
};

let language = sessionStorage.getItem("language") === "en" ? "en" : "vi";

export const word = (key) => (language === "en" ? en : vi)[key] ?? key;
export const locale = () => (language === "en" ? "en-GB" : "vi-VN");

export function switchLanguage() {
  language = language === "en" ? "vi" : "en";
  sessionStorage.setItem("language", language);
}

/** Put the words of the chosen language where the markup asks for them. */
export function translate(root) {
  document.documentElement.lang = language;
  const toggle = document.getElementById("language");
  toggle.textContent = language === "en" ? "Tiếng Việt" : "English";
  toggle.lang = language === "en" ? "vi" : "en";
  for (const node of root.querySelectorAll("[data-word]")) node.textContent = word(node.dataset.word);
  for (const node of root.querySelectorAll("[data-label]")) {
    node.setAttribute("aria-label", word(node.dataset.label));
    if (node.title) node.title = word(node.dataset.label);
  }
  for (const node of root.querySelectorAll("[data-hint]")) node.placeholder = word(node.dataset.hint);
}
