"""What a customer reports and how it is answered in the time promised 服务单."""
