"""UserError: what a user is told when something that she asked for cannot be done."""


class UserError(Exception):
    """A fault that the user can mend, in sentences made for her.

    Args:
        problem: A sentence that says what came and what was expected.
        remedy: A sentence that says what to do.
        field: Dotted name of the setting at fault (``"epochs"``, ``"optimizer.learning_rate"``), so that a
            window can show the error at its control; empty if there is none.
    """

    def __init__(self, problem: str, remedy: str = "", field: str = "") -> None:
        super().__init__(problem)
        self.problem = problem
        self.remedy = remedy
        self.field = field

    def __str__(self) -> str:
        return f"{self.problem} {self.remedy}".strip()
