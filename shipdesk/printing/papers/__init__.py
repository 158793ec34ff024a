"""Our own sheets, set with Qt in the print process: plain text in, a PDF of true size out."""
