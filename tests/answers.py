"""How the tests answer an exercise."""


def function_in(code, name="f", **names):
    """Return the function that a cell of this code defines, where these names are known."""
    exec(compile(code, "a cell", "exec"), names)
    return names[name]


def message_on(answer, exercise, status="error"):
    """Return the message on an answer that does not pass, having checked that it is a sentence."""
    outcome = exercise.check(answer)
    assert outcome.status == status
    assert not outcome.passed
    for text in (outcome.message, repr(outcome), outcome.as_html()):
        assert "Traceback" not in text
        assert 'File "' not in text
    return outcome.message


def note_on(answer, exercise):
    """Return the note on an answer that passes."""
    outcome = exercise.check(answer)
    assert (outcome.status, outcome.message) == ("passed", exercise.takeaway)
    assert outcome.note in repr(outcome)
    return outcome.note
