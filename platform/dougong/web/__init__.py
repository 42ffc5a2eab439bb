"""The screens: view models, sign-in and routes; no HTML and no SQL here."""
