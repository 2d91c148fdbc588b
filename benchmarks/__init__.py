"""The explorers and the maths side by side with what people use instead; see RESULTS.md."""
