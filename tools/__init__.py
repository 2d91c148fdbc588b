"""What makes things from the course: pages, slides, the hand-out, the solved edition, the pins."""
