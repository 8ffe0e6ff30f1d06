"""What is seen while no vault is open: four choices, the forms behind them, and the passphrase."""
