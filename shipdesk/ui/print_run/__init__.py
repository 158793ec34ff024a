"""Printing many labels at one go: started from a list, followed, stopped, retried."""

from __future__ import annotations

from shipdesk.ui.print_run.presenter import PrintRunPresenter

__all__ = ["PrintRunPresenter"]
