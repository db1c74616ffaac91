"""The figures a service manager runs on, each defined once 售后指标."""
