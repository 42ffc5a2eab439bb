"""What definitions make happen: states and transitions, rules, their due times, effects on the world, and talk."""
