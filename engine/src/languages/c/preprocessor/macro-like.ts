/** Names as macros have them. */
export const MACRO_LIKE = /^(?:[A-Z][A-Z\d]*_[A-Z\d_]*|[A-Z][A-Z\d]{2,}|__\w+|_[A-Z]\w+)$/;
