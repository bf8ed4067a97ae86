"""A report's snapshot laid out: DOCX, XLSX, and the short facts for a chat.

Nothing is computed here and no clock is read: the same snapshot gives the same bytes.
"""
