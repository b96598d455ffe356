"""What a person does: one public function is one transaction and one permission check."""
