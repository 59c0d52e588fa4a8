"""What changes in sharing: composing, publishing through the outbox, accounts, links, clicks."""
