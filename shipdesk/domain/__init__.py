"""What shipping is: frozen values and pure rules; nothing here knows files, networks or windows."""
