"""The methods of ``ModelService``, a file a subject; each hands on to the module of the service that does the work."""
