"""The question of the course, which notebook 00 asks first and notebook 05 asks again.

The numbers are those of the chain of two weights: x = 1.5, w₁ = 1.6, w₂ = 0.5, y = 0.5, lr = 0.1.
"""

from __future__ import annotations

from .engine import Question

THE_QUESTION = Question(
    words="How does back-propagation work?",
    first="start_here",
    points=(
        "It computes the gradient: the slope of the loss for every weight.",
        "The forward pass computes the output, here ŷ = 1.2, and its values are kept.",
        "The loss says how wrong the output is: (1.2 − 0.5)² = 0.49.",
        "The backward pass starts at the loss and goes back: dj/dŷ = 2 · 0.7 = 1.4.",
        "Local slopes multiply along the chain: for w₂, 1.4 · 2.4 = 3.36.",
        "A slope is passed back, 1.4 · 0.5 = 0.7, and shared: so one backward pass serves all "
        "weights.",
        "Gradient descent is the step after it: w − lr · dj/dw.",
    ),
    answer=(
        "Back-propagation computes the gradient of the loss, which is its slope for every weight, "
        "in one backward pass. Take a chain of two weights: h = x·w₁, then ŷ = h·w₂. With x = "
        "1.5, w₁ = 1.6 and w₂ = 0.5, the forward pass gives h = 2.4 and ŷ = 1.2. The target is "
        "0.5, so the squared loss is 0.49. Now I go back; by the chain rule, local slopes "
        "multiply. At the output the slope is 2 · 0.7 = 1.4. For w₂, I multiply it by h, which I "
        "kept: 1.4 · 2.4 = 3.36. I pass back 1.4 times w₂: 0.7. For w₁, I multiply that by x: "
        "1.05. So 1.4 is computed once and shared, and one pass serves all weights. Gradient "
        "descent then takes a step: with learning rate 0.1, w₁ becomes 1.495, w₂ becomes 0.164, "
        "and the loss is about 0.0175."
    ),
    asked_next="""
        backward: Why backward, and not forward?
            There are many weights, but only one loss. Going backward, the slope at the output,
            1.4, is computed once: w₂ uses it (1.4 · 2.4 = 3.36), and so does what is passed back
            to w₁ (1.4 · 0.5 = 0.7, then 0.7 · 1.5 = 1.05). Going forward, you follow one weight at
            a time: for w₁ that is 1.5 · 0.5 = 0.75 at the output, and 0.75 · 1.4 = 1.05 at the
            loss; then you start again for w₂. For a million weights that is a million passes
            instead of one. Forward would be cheaper only if there were fewer weights than numbers
            whose slopes are wanted, and in training that is one number: the loss.
        nudging: Why not nudge every weight?
            It works, but it costs one forward pass for each weight and one more: 3 for two
            weights, 1,000,001 for a million. Back-propagation needs one forward pass and one
            backward pass, however many weights there are. A nudge is not exact either: moving w₂
            by 0.01 measures a slope of 3.4176 instead of 3.36. So you use nudging to check a
            gradient, on a few weights.
        kept: What must be kept from the forward pass?
            Every value that a local slope needs. The slope of h·w₂ for w₂ is h, so h = 2.4 must
            still be there when 1.4 arrives; in the same way w₁ needs the input 1.5, and the loss
            needs ŷ = 1.2. The weights must still be the old ones, too: if w₂ had already moved
            to 0.164, then 1.4 · 0.164 = 0.2296 would be passed back instead of 0.7. Keeping all
            values is why training takes more memory than using the network.
        descent: Is it the same as gradient descent?
            No: back-propagation computes the gradient, and gradient descent takes a step with it.
            Here the gradient is 1.05 for w₁ and 3.36 for w₂. With lr = 0.1, the step takes w₁ from
            1.6 to 1.495 and w₂ from 0.5 to 0.164, and the loss falls from 0.49 to about 0.0175.
            Each works without the other: the gradient could come from nudging, and the step could
            be another one, such as Adam's. Many people call both together
            back-propagation, so say which one you mean.
    """,
)
