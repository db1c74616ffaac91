"""Questions of the playbook: occasions, rules, people and how well sales are followed up."""
