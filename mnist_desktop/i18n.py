"""The one way a text reaches a user: gettext's ``_``, in the core and in the window alike."""

import gettext

_translation = gettext.NullTranslations()


def _(message: str) -> str:
    """Returns ``message`` in the user's language; English texts are their own keys."""
    return _translation.gettext(message)


def ngettext(singular: str, plural: str, count: int) -> str:
    """Returns the form of a text that fits ``count``."""
    return _translation.ngettext(singular, plural, count)
