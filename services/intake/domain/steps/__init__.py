"""What may be done with a ticket between its report and its end, one module for each kind of step."""
